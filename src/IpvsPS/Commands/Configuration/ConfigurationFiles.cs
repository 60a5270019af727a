using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Text;
using IpvsPS.Configuration;
using IpvsPS.Configuration.Keepalived;
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

        Collection<string> found = Resolve(
            path,
            () =>
            {
                Collection<string> matches = command.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
                return IsFile(provider, path) ? matches : [];
            }
        );
        return found.Count == 1
            ? found[0]
            : throw new CommandException(
                found.Count == 0 ? "PathNotFound" : "PathAmbiguous",
                found.Count == 0 ? ErrorCategory.ObjectNotFound : ErrorCategory.InvalidArgument,
                found.Count == 0
                    ? $"No file matches '{path}'."
                    : $"'{path}' matches {found.Count} files, and a configuration is one: name it."
            );
    }

    /// <exception cref="CommandException">It is no path of a file.</exception>
    public static string FindLiteral(PSCmdlet command, string path) =>
        Resolve(
            path,
            () =>
            {
                string found = command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
                return IsFile(provider, path) ? found : path;
            }
        );

    /// <summary>Reads a file of any format.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">The format; null to tell by its first word.</param>
    /// <param name="warn">Takes what a keepalived.conf says and what is not taken over as it stands.</param>
    /// <exception cref="CommandException">It could not be read, or something in it cannot be.</exception>
    public static ConfigurationTable Read(string path, IpvsConfigurationFormat? format, Action<string> warn)
    {
        try
        {
            // The reader has a buffer of its own.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return Read(stream, path, format, warn, new KeepalivedReadOptions());
        }
        catch (IpvsConfigurationException e)
        {
            throw Invalid(e.File is null ? $"{path}, {e.Message}" : e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e, path, "read", ErrorCategory.ReadError);
        }
    }

    /// <summary>Reads a text, which comes from no folder: in a keepalived.conf it includes nothing.</summary>
    /// <exception cref="CommandException">Something in the text cannot be.</exception>
    public static Objects.IpvsConfiguration Parse(string text, IpvsConfigurationFormat? format, Action<string> warn)
    {
        try
        {
            var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            using ConfigurationTable table = Read(stream, "The text", format, warn, new KeepalivedReadOptions { AllowIncludes = false });
            return new(table.ToConfiguration(null));
        }
        catch (IpvsConfigurationException e)
        {
            throw Invalid(e.File is null ? $"The text, {e.Message}" : e.Message);
        }
    }

    private static ConfigurationTable Read(
        Stream stream,
        string name,
        IpvsConfigurationFormat? format,
        Action<string> warn,
        KeepalivedReadOptions options
    )
    {
        bool isKeepalived = format is null ? KeepalivedReader.Recognizes(stream) : format == IpvsConfigurationFormat.Keepalived;
        bool? isJson = format is null ? null : format == IpvsConfigurationFormat.Json;
        return isKeepalived ? ReadKeepalived(stream, name, warn, options) : ConfigurationFile.Read(stream, isJson);
    }

    private static ConfigurationTable ReadKeepalived(Stream stream, string name, Action<string> warn, KeepalivedReadOptions options)
    {
        KeepalivedReading reading = KeepalivedReader.Read(stream, name, options);
        foreach (KeepalivedRemark remark in reading.Remarks)
        {
            warn($"{remark}");
        }

        if (reading.Configuration.Services.Length == 0)
        {
            // Whoever syncs with a file of VRRP alone would otherwise remove every service.
            throw Invalid($"{name}: no virtual_server in it makes a service.");
        }

        var table = ConfigurationTable.From(reading.Configuration);
        foreach (KeepalivedRemark remark in KeepalivedHealth.AddTo(table, reading))
        {
            warn($"{remark}");
        }

        return table;
    }

    /// <exception cref="CommandException">Something in it cannot be.</exception>
    public static ConfigurationTable Check(Objects.IpvsConfiguration configuration)
    {
        try
        {
            return ConfigurationTable.From(configuration);
        }
        catch (Exception e) when (e is IpvsConfigurationException or ArgumentException)
        {
            throw Invalid($"The configuration: {e.Message}");
        }
    }

    /// <exception cref="CommandException">It is there, or could not be written.</exception>
    /// <param name="path">The file.</param>
    /// <param name="table">The configuration.</param>
    /// <param name="format">The format.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <returns>What the format cannot say and is not in the file.</returns>
    public static IReadOnlyList<string> Write(string path, ConfigurationTable table, IpvsConfigurationFormat format, bool overwrite)
    {
        IReadOnlyList<string> left = [];
        IReadOnlyList<string> lost = format == IpvsConfigurationFormat.Json && overwrite ? KeepHealth(path, table) : [];
        Write(path, stream => left = Write(table, stream, format), overwrite);
        return [.. left, .. lost];
    }

    /// <summary>Writes a file of any kind, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes what is in it.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <param name="mode">Its mode; null for the old file's, or the umask's.</param>
    /// <exception cref="CommandException">It is there, or could not be written.</exception>
    public static void Write(string path, Action<Stream> write, bool overwrite, UnixFileMode? mode = null)
    {
        try
        {
            AtomicFile.Write(path, write, overwrite, mode);
        }
        catch (AtomicFileException e)
        {
            throw e.Step switch
            {
                AtomicFileStep.Exists => Exists(path),
                AtomicFileStep.Open => Failed(e.InnerException!, path, "opened for writing", ErrorCategory.WriteError),
                _ => new CommandException(
                    ErrorIds.FileWriteFailed,
                    ErrorCategory.WriteError,
                    $"The file '{path}' could not be written, and what was there before is as it was: {e.InnerException!.Message}"
                ),
            };
        }
    }

    /// <summary>The words for a file that is there, where it is not to be replaced.</summary>
    public static CommandException Exists(string path) =>
        new(
            ErrorIds.FileExists,
            ErrorCategory.ResourceExists,
            Directory.Exists(path) ? IsFolder(path) : $"The file '{path}' is there already: -Force writes over it."
        );

    /// <summary>The kernel knows of no checks: what the file that is written over says of them stays.</summary>
    private static IReadOnlyList<string> KeepHealth(string path, ConfigurationTable table)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            using ConfigurationTable former = ConfigurationFile.Read(stream);
            return [.. table.KeepHealth(former).Select(service => $"the health section of {service}, which is not there any more.")];
        }
        catch (Exception e) when (e is IpvsConfigurationException or IOException or UnauthorizedAccessException)
        {
            // There is no such file, or it is no configuration: it has nothing to keep.
            return [];
        }
    }

    private static IReadOnlyList<string> Write(ConfigurationTable table, Stream stream, IpvsConfigurationFormat format)
    {
        if (format == IpvsConfigurationFormat.Keepalived)
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            return KeepalivedWriter.Write(table, writer);
        }

        ConfigurationFile.Write(table, stream, format == IpvsConfigurationFormat.Json);
        return [];
    }

    private static T Resolve<T>(string path, Func<T> resolve)
    {
        try
        {
            return resolve();
        }
        catch (Exception e)
            when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException)
        {
            throw new CommandException("PathNotFound", ErrorCategory.ObjectNotFound, $"There is no file '{path}': {e.Message}");
        }
    }

    private static bool IsFile(ProviderInfo provider, string path) =>
        provider.ImplementingType == typeof(FileSystemProvider)
            ? true
            : throw new CommandException(
                "PathNotFile",
                ErrorCategory.InvalidArgument,
                $"'{path}' is of the provider {provider.Name}: give the path of a file."
            );

    private static CommandException Invalid(string message) => new("IpvsConfigurationInvalid", ErrorCategory.InvalidData, message);

    private static string IsFolder(string path) => $"'{path}' is a folder: give the path of a file.";

    private static CommandException Failed(Exception exception, string path, string what, ErrorCategory category) =>
        exception switch
        {
            FileNotFoundException when category == ErrorCategory.ReadError => new(
                "PathNotFound",
                ErrorCategory.ObjectNotFound,
                $"There is no file '{path}'."
            ),
            DirectoryNotFoundException => new(
                "PathNotFound",
                ErrorCategory.ObjectNotFound,
                $"There is no such folder as '{Path.GetDirectoryName(path)}', and so no file '{path}'."
            ),
            UnauthorizedAccessException => new(
                "FileAccessDenied",
                ErrorCategory.PermissionDenied,
                Directory.Exists(path) ? IsFolder(path) : $"The file '{path}' may not be {what}: {exception.Message}"
            ),
            _ => new("FileFailed", category, $"The file '{path}' could not be {what}: {exception.Message}"),
        };
}
