using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace ZsrbPaper.Web.Caching;

/// <summary>
/// Keeps work off the threads that read from the network: where a request waits for its client, as for the rest of an upload, it goes on on the thread
/// pool.
/// </summary>
internal sealed class PoolContext : SynchronizationContext
{
    private static readonly PoolContext _instance = new();

    public override void Post(SendOrPostCallback d, object? state) =>
        ThreadPool.UnsafeQueueUserWorkItem(static work => Run(work.Callback, work.State), (Callback: d, State: state), preferLocal: true);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs it on this thread, which is one of the pool; whatever it awaits goes on there too.</summary>
    public static void Run(SendOrPostCallback callback, object? state)
    {
        var before = Current;
        SetSynchronizationContext(_instance);
        try
        {
            callback(state);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}

/// <summary>A request that the application answers, from its very beginning, on the thread pool.</summary>
internal sealed class PoolWork<TContext>(IHttpApplication<TContext> application, IFeatureCollection features)
    where TContext : notnull
{
    private readonly TaskCompletionSource _done = new();
    private TContext? _context;

    public Task RunAsync()
    {
        ThreadPool.QueueUserWorkItem(static work => PoolContext.Run(static work => _ = ((PoolWork<TContext>)work!).AnswerAsync(), work), this, preferLocal: false);
        return _done.Task;
    }

    public void Dispose(Exception? exception)
    {
        if (_context is { } context)
        {
            application.DisposeContext(context, exception);
        }
    }

    private async Task AnswerAsync()
    {
        try
        {
            _context = application.CreateContext(features);
            await application.ProcessRequestAsync(_context);
            _done.SetResult();
        }
#pragma warning disable CA1031 // The server is told, and tells the log.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _done.SetException(exception);
        }
    }
}
