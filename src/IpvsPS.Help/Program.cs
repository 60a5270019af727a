using IpvsPS.Help;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: IpvsPS.Help PAGES OUTPUT   (a folder of Markdown pages; the en-US folder to write)");
    return 2;
}

IReadOnlyList<PageError> errors = HelpBuild.Run(args[0], args[1]);
foreach (PageError error in errors)
{
    Console.Error.WriteLine(error);
}

return errors.Count == 0 ? 0 : 1;
