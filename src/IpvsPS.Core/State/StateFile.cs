using System.Text.Json;
using IpvsPS.Files;
using IpvsPS.Namespaces;
using Microsoft.Win32.SafeHandles;
using static Tmds.Linux.LibC;

namespace IpvsPS.State;

/// <summary>
/// What is remembered of one kind about one network namespace: a JSON file of its own, which is replaced as a whole. Reading
/// needs no lock and no privilege; changes are made in a <see cref="StateTransaction{T}"/>.
/// </summary>
/// <typeparam name="T">What is remembered.</typeparam>
public sealed class StateFile<T>
    where T : class
{
    private const string FormatKey = "format";
    private const string VersionKey = "version";
    private const string BootKey = "bootId";
    private const string NamespaceKey = "namespace";
    private const string ContentKey = "content";

    private const UnixFileMode ReadableByAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly TimeSpan LockDeadline = TimeSpan.FromSeconds(10);

    private readonly StateDirectory _directory;
    private readonly StateFormat<T> _format;
    private readonly string _namespaceId;

    /// <summary>Names a file; it need not be there.</summary>
    /// <param name="directory">Where it lies.</param>
    /// <param name="format">What it holds.</param>
    /// <param name="namespaceId">
    /// What identifies the namespace during this boot and is not used for another one later; letters, digits, hyphens and dots.
    /// </param>
    /// <exception cref="ArgumentException">The identity cannot be part of a file's name.</exception>
    public StateFile(StateDirectory directory, StateFormat<T> format, string namespaceId)
    {
        if (namespaceId.Length == 0 || !namespaceId.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.'))
        {
            throw new ArgumentException($"'{namespaceId}' cannot be part of a file's name.", nameof(namespaceId));
        }

        _directory = directory;
        _format = format;
        _namespaceId = namespaceId;
        Path = System.IO.Path.Combine(directory.Path, $"{format.Name}-{namespaceId}.json");
    }

    /// <summary>Names the file of a namespace; it need not be there.</summary>
    /// <param name="directory">Where it lies.</param>
    /// <param name="format">What it holds.</param>
    /// <param name="identity">The namespace, as an open handle of it tells.</param>
    public StateFile(StateDirectory directory, StateFormat<T> format, in NetNamespaceIdentity identity)
        : this(directory, format, identity.ToFileName()) { }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>What is remembered; null where nothing is, and where another boot of the machine or another namespace is meant.</summary>
    /// <returns>What is remembered, or null.</returns>
    /// <exception cref="StateException">The file is of a later version, damaged, or could not be read.</exception>
    public T? Read()
    {
        if (ReadBytes() is not { } bytes)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            return Read(document.RootElement);
        }
        catch (Exception e)
            when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or OverflowException)
        {
            throw new StateException(
                StateError.Unreadable,
                Path,
                $"'{Path}' does not hold what its name says ({e.Message}): move it away to begin anew."
            );
        }
    }

    /// <summary>Takes the lock of this kind of state and reads the file. Others wait until the transaction is disposed.</summary>
    /// <param name="cancellation">Ends the wait for the lock.</param>
    /// <returns>The transaction, to be disposed.</returns>
    /// <exception cref="StateException">The lock is busy, or the directory or the file is not to be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public StateTransaction<T> Begin(CancellationToken cancellation)
    {
        _directory.Create();
        string scope = _format.LocksEachNamespace ? $"-{_namespaceId}" : string.Empty;
        string lockPath = System.IO.Path.Combine(_directory.Path, $"{_format.Name}{scope}.lock");
        StateLock held = StateLock.Take(lockPath, LockDeadline, cancellation);
        try
        {
            return new StateTransaction<T>(this, held, Read());
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    internal void Write(T? content)
    {
        if (content is null)
        {
            Try("removed", () => File.Delete(Path));
            return;
        }

        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString(FormatKey, _format.Name);
            writer.WriteNumber(VersionKey, _format.Version);
            writer.WriteString(BootKey, _directory.BootId);
            writer.WriteString(NamespaceKey, _namespaceId);
            writer.WritePropertyName(ContentKey);
            _format.Write(writer, content);
            writer.WriteEndObject();
        }

        Try("written", () => AtomicFile.Write(Path, bytes.WriteTo, overwrite: true, ReadableByAll, Path + ".new"));
    }

    /// <summary>
    /// The whole content; null where there is no such file. The runtime's own way to open a file takes a lock, which any user who
    /// may read it could hold.
    /// </summary>
    private byte[]? ReadBytes()
    {
        Errno error = NativeFile.Open(Path, O_RDONLY, out SafeFileHandle? handle);
        if (handle is null)
        {
            return error is Errno.ENOENT or Errno.ENOTDIR ? null : throw StateException.Of(error, Path, "opened");
        }

        using var content = new MemoryStream();
        Try(
            "read",
            () =>
            {
                using var file = new FileStream(handle, FileAccess.Read);
                file.CopyTo(content);
            }
        );
        return content.ToArray();
    }

    private void Try(string operation, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is AtomicFileException or IOException or UnauthorizedAccessException)
        {
            throw StateException.Of(e is AtomicFileException ? e.InnerException! : e, Path, operation);
        }
    }

    private T? Read(JsonElement file)
    {
        if (file.GetProperty(FormatKey).GetString() != _format.Name)
        {
            throw new FormatException($"it holds {file.GetProperty(FormatKey)}");
        }

        int version = file.GetProperty(VersionKey).GetInt32();
        bool isCurrent =
            file.GetProperty(BootKey).GetString() == _directory.BootId && file.GetProperty(NamespaceKey).GetString() == _namespaceId;
        if (!isCurrent)
        {
            return null;
        }

        return version < 1 ? throw new FormatException($"there is no version {version}")
            : version <= _format.Version ? _format.Read(file.GetProperty(ContentKey), version)
            : throw new StateException(
                StateError.NewerVersion,
                Path,
                $"'{Path}' is of version {version}, and this reads up to {_format.Version}: use " + $"the later version that wrote it."
            );
    }
}
