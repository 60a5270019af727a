using System.Collections.ObjectModel;
using System.Management.Automation;
using IpvsPS.Configuration;
using IpvsPS.Errors;
using IpvsPS.Files;
using Microsoft.PowerShell.Commands;

namespace IpvsPS.Commands;

/// <summary>Finds files by PowerShell's paths, and reads and writes configurations in them.</summary>
internal static class ConfigurationFiles
{
    /// <summary>The one file that a path with or without wildcards means.</summary>
    /// <exception cref="CommandException">There is none, or several, or it is no path of a file.</exception>
    public static string Find(PSCmdlet command, string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path))
        {
            return FindLiteral(command, path);
        }

        Collection<string> found = Resolve(path, () =>
        {
            Collection<string> matches = command.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            return IsFile(provider, path) ? matches : [];
        });
        return found.Count == 1 ? found[0] : throw new CommandException(
            found.Count == 0 ? "PathNotFound" : "PathAmbiguous",
            found.Count == 0 ? ErrorCategory.ObjectNotFound : ErrorCategory.InvalidArgument,
            found.Count == 0 ? $"No file matches '{path}'." : $"'{path}' matches {found.Count} files, and a configuration is one: name it.");
    }

    /// <exception cref="CommandException">It is no path of a file.</exception>
    public static string FindLiteral(PSCmdlet command, string path) => Resolve(path, () =>
    {
        string found = command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return IsFile(provider, path) ? found : path;
    });

    /// <exception cref="CommandException">It could not be read, or something in it cannot be.</exception>
    public static ConfigurationTable Read(string path)
    {
        try
        {
            // The reader has a buffer of its own.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return ConfigurationFile.Read(stream);
        }
        catch (IpvsConfigurationException e)
        {
            throw Invalid($"{path}, {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e, path, "read");
        }
    }

    /// <exception cref="CommandException">Something in the text cannot be.</exception>
    public static IpvsConfiguration Parse(string text)
    {
        try
        {
            using ConfigurationTable table = ConfigurationFile.Parse(text);
            return table.ToConfiguration(null);
        }
        catch (IpvsConfigurationException e)
        {
            throw Invalid($"The text, {e.Message}");
        }
    }

    /// <exception cref="CommandException">Something in it cannot be.</exception>
    public static ConfigurationTable Check(IpvsConfiguration configuration)
    {
        try
        {
            return ConfigurationTable.From(configuration);
        }
        catch (IpvsConfigurationException e)
        {
            throw Invalid($"The configuration: {e.Message}");
        }
    }

    /// <exception cref="CommandException">It is there, or could not be written.</exception>
    public static void Write(string path, ConfigurationTable table, bool isJson, bool overwrite)
    {
        try
        {
            AtomicFile.Write(path, stream => ConfigurationFile.Write(table, stream, isJson), overwrite);
        }
        catch (AtomicFileException e)
        {
            throw e.Step switch
            {
                AtomicFileStep.Exists => new CommandException(
                    ErrorIds.FileExists, ErrorCategory.ResourceExists, $"The file '{path}' is there already: -Force writes over it."),
                AtomicFileStep.Open => Failed(e.InnerException!, path, "opened for writing"),
                _ => new CommandException(
                    ErrorIds.FileWriteFailed, ErrorCategory.WriteError,
                    $"The file '{path}' could not be written, and what was there before is as it was: {e.InnerException!.Message}"),
            };
        }
    }

    private static T Resolve<T>(string path, Func<T> resolve)
    {
        try
        {
            return resolve();
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException)
        {
            throw new CommandException("PathNotFound", ErrorCategory.ObjectNotFound, $"There is no file '{path}': {e.Message}");
        }
    }

    private static bool IsFile(ProviderInfo provider, string path) => provider.ImplementingType == typeof(FileSystemProvider) ? true
        : throw new CommandException("PathNotFile", ErrorCategory.InvalidArgument, $"'{path}' is of the provider {provider.Name}: a configuration is a file.");

    private static CommandException Invalid(string message) => new("IpvsConfigurationInvalid", ErrorCategory.InvalidData, message);

    private static CommandException Failed(Exception exception, string path, string what) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => new(
            "PathNotFound", ErrorCategory.ObjectNotFound, $"There is no file '{path}', or no such folder."),
        UnauthorizedAccessException => new(
            "FileAccessDenied", ErrorCategory.PermissionDenied, $"The file '{path}' may not be {what}, or is a folder: {exception.Message}"),
        _ => new(
            "FileFailed", ErrorCategory.ReadError, $"The file '{path}' could not be {what}: {exception.Message}"),
    };
}
