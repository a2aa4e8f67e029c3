using System.Collections.Concurrent;

namespace ZsrbPaper.Core.Media;

/// <summary>Lets one caller at a time work on a name; the others wait and then find the work done.</summary>
internal sealed class WorkPerName
{
    private readonly ConcurrentDictionary<string, Turn> _turns = new(StringComparer.Ordinal);

    /// <summary>Waits for the name's turn; disposing what comes back gives it up.</summary>
    public async Task<IDisposable> TakeAsync(string name, CancellationToken ct)
    {
        while (true)
        {
            var turn = _turns.GetOrAdd(name, _ => new Turn());
            lock (turn)
            {
                // A turn without users is on its way out of the table.
                if (turn.Users < 0)
                {
                    continue;
                }

                turn.Users++;
            }

            try
            {
                await turn.Gate.WaitAsync(ct).ConfigureAwait(false);
                return new Held(this, name, turn);
            }
            catch
            {
                Leave(name, turn);
                throw;
            }
        }
    }

    private void Leave(string name, Turn turn)
    {
        lock (turn)
        {
            if (--turn.Users == 0)
            {
                turn.Users = -1;
                _turns.TryRemove(new KeyValuePair<string, Turn>(name, turn));
            }
        }
    }

    private sealed class Turn
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Held(WorkPerName owner, string name, Turn turn) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                turn.Gate.Release();
                owner.Leave(name, turn);
            }
        }
    }
}
