namespace ZsrbPaper.Benchmarks.Measuring;

/// <summary>How far the managed heap grows while something is done: what is still needed and what is not yet collected.</summary>
internal static class HeapPeak
{
    /// <returns>Bytes above what was needed before, at the highest of samples a millisecond apart; bytes that were allocated in all.</returns>
    public static async Task<(long Peak, long Allocated)> MeasureAsync(Func<Task> work)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var peak = before;
        using var done = new CancellationTokenSource();
        var watcher = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
                Thread.Sleep(1);
            }
        });
        await work();
        await done.CancelAsync();
        await watcher;
        return (peak - before, GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }
}
