using ZsrbPaper.Core.Data;

namespace ZsrbPaper.Core.Searching;

/// <summary>The sample that searches of this process share, read again now and then. One per database.</summary>
public sealed class SearchSamples(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(10);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private (SearchSample Sample, DateTimeOffset ReadAt)? _current;

    public async Task<SearchSample> GetAsync(PaperDbContext db, CancellationToken cancellationToken)
    {
        if (_current is { } current && IsFresh(current))
        {
            return current.Sample;
        }

        // Only the first search of all waits; later ones go on with the old sample while one of them reads the new.
        if (!await _reading.WaitAsync(_current is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancellationToken))
        {
            return _current!.Value.Sample;
        }

        try
        {
            if (_current is not { } read || !IsFresh(read))
            {
                _current = read = (await SearchSample.ReadAsync(db, clock.GetUtcNow().UtcDateTime, cancellationToken), clock.GetUtcNow());
            }

            return read.Sample;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    /// <summary>A small archive is read again at once when it may have grown: there every article counts.</summary>
    private bool IsFresh((SearchSample Sample, DateTimeOffset ReadAt) sample) =>
        clock.GetUtcNow() - sample.ReadAt < (sample.Sample.IsWhole ? TimeSpan.FromSeconds(20) : _lifetime);
}
