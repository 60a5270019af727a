using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace IpvsPS.UnitTests.Kubernetes;

/// <summary>Answers requests one after the other as a test says, and never more: then it is silent.</summary>
internal sealed partial class FakeApiServer : HttpMessageHandler
{
    private readonly Queue<Func<HttpContent>> _answers = new();
    private readonly TaskCompletionSource _isDone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The version that it says it is at, whenever it is asked for that alone.</summary>
    public long Version { get; set; } = 1000;

    /// <summary>How often it was asked for its version.</summary>
    public int VersionRequests { get; private set; }

    /// <summary>Is called with each answer; null for nobody.</summary>
    public Action? Asked { get; set; }

    /// <summary>What else was asked for.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Ends when every answer has been asked for, and one request more.</summary>
    public Task Done => _isDone.Task;

    public HttpClient Client =>
        new(this, disposeHandler: false) { BaseAddress = new Uri("http://api"), Timeout = Timeout.InfiniteTimeSpan };

    public FakeApiServer Answer(string text)
    {
        _answers.Enqueue(() => new StringContent(text, Encoding.UTF8));
        return this;
    }

    /// <summary>Sends this, and keeps the answer open.</summary>
    public FakeApiServer AnswerOpen(string text)
    {
        _answers.Enqueue(() =>
        {
            var pipe = new Pipe();
            pipe.Writer.AsStream().Write(Encoding.UTF8.GetBytes(text));
            return new StreamContent(pipe.Reader.AsStream());
        });
        return this;
    }

    /// <summary>Sends nothing, and cuts the connection after a time.</summary>
    public FakeApiServer AnswerCut(TimeSpan time)
    {
        _answers.Enqueue(() =>
        {
            var pipe = new Pipe();
            _ = Task.Delay(time).ContinueWith(_ => pipe.Writer.Complete(new IOException("reset by peer")), TaskScheduler.Default);
            return new StreamContent(pipe.Reader.AsStream());
        });
        return this;
    }

    /// <param name="status">The status.</param>
    /// <param name="body">What is sent with it.</param>
    /// <param name="retryAfter">The header Retry-After; null for none.</param>
    public FakeApiServer Refuse(HttpStatusCode status, string body = "", string? retryAfter = null)
    {
        _answers.Enqueue(() => throw new RefusedException(status, body, retryAfter));
        return this;
    }

    public FakeApiServer Break()
    {
        _answers.Enqueue(() => throw new HttpRequestException("connection refused"));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string asked = Uri.UnescapeDataString(request.RequestUri!.PathAndQuery);
        if (OfVersion().IsMatch(asked))
        {
            VersionRequests++;
            return Say(HttpStatusCode.OK, $$$"""{"metadata":{"resourceVersion":"{{{Version}}}"},"items":[]}""");
        }

        Requests.Add(asked);
        if (!_answers.TryDequeue(out Func<HttpContent>? answer))
        {
            _isDone.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        Asked?.Invoke();
        try
        {
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = answer!() };
        }
        catch (RefusedException e)
        {
            HttpResponseMessage refusal = Say(e.Status, e.Body);
            if (e.RetryAfter is { } time)
            {
                refusal.Headers.Add("Retry-After", time);
            }

            return refusal;
        }
    }

    private static HttpResponseMessage Say(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body) };

    [GeneratedRegex("limit=1(&|$)")]
    private static partial Regex OfVersion();

    private sealed class RefusedException(HttpStatusCode status, string body, string? retryAfter) : Exception
    {
        public HttpStatusCode Status { get; } = status;

        public string Body { get; } = body;

        public string? RetryAfter { get; } = retryAfter;
    }
}
