using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary>
/// So many permits within any stretch of time of a given length; who comes too often is refused at once and told when to come again. Unlike the
/// framework's limiters it goes by the portal's clock.
/// </summary>
/// <param name="permits">How many, at least 1.</param>
/// <param name="window">The stretch of time.</param>
/// <param name="clock">The portal's clock.</param>
internal sealed class WindowLimiter(int permits, TimeSpan window, TimeProvider clock) : RateLimiter
{
    private readonly Queue<DateTimeOffset> _granted = new(permits);
    private readonly Lock _lock = new();
    private DateTimeOffset _last = clock.GetUtcNow();

    /// <summary>Null while a permit still counts.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            var idle = clock.GetUtcNow() - _last - window;
            return idle > TimeSpan.Zero ? idle : null;
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            while (_granted.TryPeek(out var oldest) && oldest + window <= now)
            {
                _granted.Dequeue();
            }

            if (_granted.Count + permitCount > permits)
            {
                return new Lease(_granted.Peek() + window - now);
            }

            for (var permit = 0; permit < permitCount; permit++)
            {
                _granted.Enqueue(now);
            }

            _last = now;
            return new Lease(null);
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => new(AttemptAcquireCore(permitCount));

    /// <param name="retryAfter">Null when the permit was granted.</param>
    private sealed class Lease(TimeSpan? retryAfter) : RateLimitLease
    {
        public override bool IsAcquired => retryAfter is null;

        public override IEnumerable<string> MetadataNames => retryAfter is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? retryAfter : null;
            return metadata is not null;
        }
    }
}
