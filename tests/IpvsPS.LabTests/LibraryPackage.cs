using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using IpvsPS.Lab.Host;

namespace IpvsPS.LabTests;

/// <summary>A program that references the package IpvsPS.Core and nothing else: the sample of the package's README.</summary>
internal sealed partial class LibraryPackage : IDisposable
{
    // Beside the tests, because the guest has a /tmp of its own.
    private readonly DirectoryInfo _directory = Directory.CreateDirectory(
        Path.Combine(AppContext.BaseDirectory, $"library.{Guid.NewGuid():N}")
    );

    public LibraryPackage()
    {
        string readme = Metadata("LibraryReadme");
        Sample = CodeBlock().Match(File.ReadAllText(readme)).Groups[1].Value;
        Write("Program.cs", Sample);
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write(
            "Sample.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestorePackagesPath>packages</RestorePackagesPath>
                <RestoreFallbackFolders>{Metadata("PackageFolder")}</RestoreFallbackFolders>
                <RestoreSources>{Metadata("LibraryFolder")}</RestoreSources>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="IpvsPS.Core" Version="{Metadata("LibraryVersion")}" />
              </ItemGroup>
            </Project>
            """
        );
        Build();
    }

    /// <summary>The code.</summary>
    public string Sample { get; }

    /// <summary>What runs the program in the guest, before its own arguments.</summary>
    public string[] Command => [GuestEnvironment.DotnetHost, "exec", Path.Combine(_directory.FullName, "bin", "Sample.dll")];

    /// <summary>Writes a file beside the program and returns its path.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private void Build()
    {
        var start = new ProcessStartInfo(GuestEnvironment.DotnetHost, ["build", "-o", "bin", "-v", "q", "-nologo"])
        {
            WorkingDirectory = _directory.FullName,
            RedirectStandardOutput = true,
        };
        using Process build = Process.Start(start)!;
        string output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        Assert.True(build.ExitCode == 0, output);
    }

    internal static string Metadata(string key) =>
        typeof(LibraryPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
