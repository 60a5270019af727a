using System.Net;
using System.Text;

namespace IpvsPS.UnitTests.Kubernetes;

/// <summary>Answers requests one after the other as a test says, and never more: then it is silent.</summary>
internal sealed class FakeApiServer : HttpMessageHandler
{
    private readonly Queue<Func<HttpContent>> _answers = new();
    private readonly TaskCompletionSource _isDone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was asked for.</summary>
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

    public FakeApiServer Refuse(HttpStatusCode status)
    {
        _answers.Enqueue(() => throw new RefusedException(status));
        return this;
    }

    public FakeApiServer Break()
    {
        _answers.Enqueue(() => throw new HttpRequestException("connection refused"));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add(Uri.UnescapeDataString(request.RequestUri!.PathAndQuery));
        if (!_answers.TryDequeue(out Func<HttpContent>? answer))
        {
            _isDone.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        try
        {
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = answer!() };
        }
        catch (RefusedException e)
        {
            return new HttpResponseMessage(e.Status);
        }
    }

    private sealed class RefusedException(HttpStatusCode status) : Exception
    {
        public HttpStatusCode Status { get; } = status;
    }
}
