using IpvsPS.Package;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: IpvsPS.Package MODULE PACKAGE   (the staged module's folder; the .nupkg to write)");
    return 2;
}

GalleryPackage.Write(args[0], args[1]);
return 0;
