using System.Xml.Linq;
using IpvsPS.Testing.Engine;

namespace IpvsPS.UnitTests.Views;

/// <summary>
/// A console of one width that shows objects by the module's views of one shape. The engine alone has no Format-List: the
/// other shapes are had by importing, before the module, its views of that shape alone, since of several views the first
/// one is taken.
/// </summary>
internal sealed class ViewScreen : IDisposable
{
    private readonly PowerShellEngine _engine;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ipvsps-views");

    public ViewScreen(ViewShape shape, int columns)
    {
        _engine = new PowerShellEngine(TextWriter.Null, columns);
        if (shape != ViewShape.Table)
        {
            _engine.Run($"Import-Module '{WriteViewsOf(shape)}'").ThrowOnError();
        }

        _engine.ImportModule();
    }

    /// <summary>What a user would see of the objects, without the blanks at the ends of lines.</summary>
    public string Show(object[] objects)
    {
        _engine.SetVariable("Sample", objects);
        string text = _engine.Render("$Sample", out bool succeeded);
        return succeeded ? string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())) : throw new InvalidOperationException(text);
    }

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Delete(recursive: true);
    }

    private string WriteViewsOf(ViewShape shape)
    {
        string manifest = Path.Combine(_folder.FullName, "Views.psd1");
        var names = new List<string>();
        foreach (ViewFile file in ViewFile.ReadAll())
        {
            XDocument document = XDocument.Load(file.Path);
            document.Descendants("View").Where(view => view.Element($"{shape}Control") is null).Remove();
            names.Add($"'{Path.GetFileName(file.Path)}'");
            document.Save(Path.Combine(_folder.FullName, Path.GetFileName(file.Path)));
        }

        File.WriteAllText(manifest, $"@{{ ModuleVersion = '1.0'; FormatsToProcess = {string.Join(", ", names)} }}");
        return manifest;
    }
}
