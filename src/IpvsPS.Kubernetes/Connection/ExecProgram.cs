using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace IpvsPS.Kubernetes;

/// <summary>What a program has given.</summary>
/// <param name="Token">A token, or null.</param>
/// <param name="Certificate">A certificate with its key, or null.</param>
/// <param name="End">Until when it is good.</param>
internal sealed record ExecAnswer(string? Token, X509Certificate2? Certificate, DateTimeOffset End);

/// <summary>A program that gives credentials, as client.authentication.k8s.io describes.</summary>
internal sealed class ExecProgram
{
    private const string Group = "client.authentication.k8s.io/";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly string _command;
    private readonly string[] _arguments;
    private readonly string _version;
    private readonly string? _hint;
    private readonly Dictionary<string, string> _environment = [];

    /// <exception cref="ApiException">A field is missing or wrong.</exception>
    public ExecProgram(string folder, YamlFields exec, YamlFields server)
    {
        _folder = folder;
        _command = exec.Text("command") ?? throw exec.Invalid("command", "is missing");
        _arguments = exec.Texts("args");
        _hint = exec.Text("installHint");
        _version = exec.Text("apiVersion") ?? $"{Group}v1";
        if (_version is not (Group + "v1" or Group + "v1beta1"))
        {
            throw exec.Invalid("apiVersion", $"is '{_version}': {Group}v1 and v1beta1 are known");
        }

        foreach (YamlFields variable in exec.Objects("env"))
        {
            _environment[variable.Text("name") ?? throw variable.Invalid("name", "is missing")] = variable.Text("value") ?? string.Empty;
        }

        _environment["KUBERNETES_EXEC_INFO"] = Describe(exec.IsTrue("provideClusterInfo") ? server : default);
    }

    /// <exception cref="ApiException">The program is not there, failed, or gave something else.</exception>
    public async Task<ExecAnswer> RunAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Deadline);
        using Process process = Start();
        try
        {
            Task<string> said = process.StandardError.ReadToEndAsync(limit.Token);
            string answer = await process.StandardOutput.ReadToEndAsync(limit.Token).ConfigureAwait(false);
            string complaint = await said.ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return process.ExitCode == 0 ? Read(answer) : throw Failed($"it ended with {process.ExitCode}: {complaint.Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw Failed("it gave no answer within a minute");
        }
    }

    private Process Start()
    {
        // A name with a slash is a path relative to the kubeconfig, any other is looked for on the PATH.
        var start = new ProcessStartInfo(_command.Contains('/') ? Path.Combine(_folder, _command) : _command)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        Array.ForEach(_arguments, start.ArgumentList.Add);
        foreach ((string name, string value) in _environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            Process process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw Failed(_hint is null ? e.Message : $"{e.Message}. {_hint.Trim()}");
        }
    }

    private ExecAnswer Read(string answer)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            JsonElement status = document.RootElement.GetProperty("status");
            string? token = Text(status, "token");
            string? certificate = Text(status, "clientCertificateData");
            string? key = Text(status, "clientKeyData");
            if (token is null && (certificate is null || key is null))
            {
                throw Failed("it gave no token and no certificate");
            }

            DateTimeOffset end = Text(status, "expirationTimestamp") is { } text
                ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                : DateTimeOffset.MaxValue;
            return new ExecAnswer(
                token,
                certificate is null || key is null ? null : ClientCertificate.Make(certificate, key, _command),
                end
            );
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw Failed("what it gave is no ExecCredential");
        }
    }

    private string Describe(YamlFields server)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", _version);
            writer.WriteString("kind", "ExecCredential");
            writer.WriteStartObject("spec");
            writer.WriteBoolean("interactive", false);
            if (!server.IsMissing)
            {
                writer.WriteStartObject("cluster");
                foreach (string name in (string[])["server", "tls-server-name", "certificate-authority-data", "proxy-url"])
                {
                    if (server.Text(name) is { } value)
                    {
                        writer.WriteString(name, value);
                    }
                }

                writer.WriteBoolean("insecure-skip-tls-verify", server.IsTrue("insecure-skip-tls-verify"));
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private ApiException Failed(string what) => new(ApiError.PluginFailed, _command, what);

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
