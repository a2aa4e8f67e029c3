using Microsoft.AspNetCore.Hosting.Server;

namespace ZsrbPaper.Web.Caching;

/// <summary>
/// Keeps work off the threads that read from the network: where a request waits for its client, as for the rest of an upload, it goes on on the thread
/// pool.
/// </summary>
internal sealed class PoolContext : SynchronizationContext
{
    private static readonly PoolContext _instance = new();

    /// <summary>Has the application answer on the thread pool.</summary>
    public static Task RunAsync<TContext>(IHttpApplication<TContext> application, TContext context)
        where TContext : notnull
    {
        var answer = new Answer<TContext>(application, context);
        ThreadPool.UnsafeQueueUserWorkItem(answer, preferLocal: false);
        return answer.Task;
    }

    public override void Post(SendOrPostCallback d, object? state) => ThreadPool.UnsafeQueueUserWorkItem(
        static work => Run(work.Callback, work.State), (Callback: d, State: state), preferLocal: true);

    public override SynchronizationContext CreateCopy() => this;

    private static void Run(SendOrPostCallback callback, object? state)
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

    private sealed class Answer<TContext>(IHttpApplication<TContext> application, TContext context) : IThreadPoolWorkItem
        where TContext : notnull
    {
        private readonly TaskCompletionSource _done = new();

        public Task Task => _done.Task;

        public void Execute() => Run(static answer => _ = ((Answer<TContext>)answer!).AnswerAsync(), this);

        private async Task AnswerAsync()
        {
            try
            {
                await application.ProcessRequestAsync(context);
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
}
