using System.Globalization;
using System.Net;

namespace IpvsPS.Kubernetes;

/// <summary>Sends each request to where the server is now, and says who asks.</summary>
internal sealed class CredentialHandler(CurrentAccess current, SocketsHttpHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ClusterAccess access = current.Value;

        // Read here, where an error is told, and not within the handshake, where it would be one of TLS.
        request.Headers.Authorization = await access.Credential.GetHeaderAsync(cancellationToken).ConfigureAwait(false);
        _ = access.Credential.CurrentCertificate;
        request.Headers.UserAgent.ParseAdd("IpvsPS");
        request.RequestUri = At(access.Server, request.RequestUri!);
        if (access.ServerName.Length > 0)
        {
            // The runtime takes the name that the certificate must have from here.
            request.Headers.Host = access.ServerName;
        }

        try
        {
            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
            {
                access.Credential.Forget();
                current.Renew();
            }

            return answer;
        }
        catch (HttpRequestException)
        {
            // The authority, the certificate or the address may be another by now.
            current.Renew();
            throw;
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
        {
            // The runtime tells its limit of connecting as if the caller had given up.
            current.Renew();
            string words = string.Create(CultureInfo.InvariantCulture, $"no connection within {inner.ConnectTimeout.TotalSeconds} s");
            throw new HttpRequestException(words, new TimeoutException(words, e));
        }
    }

    /// <summary>A path of the API at a server, whose address may have a path of its own, as behind a gateway of several clusters.</summary>
    private static Uri At(Uri server, Uri asked) =>
        new($"{server.GetLeftPart(UriPartial.Authority)}{server.AbsolutePath.TrimEnd('/')}{asked.PathAndQuery}");
}
