using IpvsPS.Package;

if (args.Length != 3)
{
    Console.Error.WriteLine(
        "usage: IpvsPS.Package MODULE PACKAGE REPOSITORY   (the staged module's folder; the .nupkg to write; where CHANGELOG.md is)"
    );
    return 2;
}

GalleryPackage.Write(args[0], args[1], args[2]);
return 0;
