using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace ZsrbPaper.Benchmarks.Cluster;

/// <summary>An editor who saves one article over and over, each time with the next number in its text, and remembers which were acknowledged.</summary>
internal sealed partial class DeskWriter : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _end = new();
    private readonly DeskSession _desk;
    private readonly string _page;
    private readonly Task _work;
    private readonly ConcurrentQueue<(TimeSpan At, string Said)> _refusals = new();
    private readonly ConcurrentQueue<TimeSpan> _saves = new();
    private readonly Stopwatch _clock;
    private volatile int _acknowledged;
    private volatile int _sent;

    private DeskWriter(DeskSession desk, string page, Stopwatch clock)
    {
        _desk = desk;
        _page = page;
        _clock = clock;
        _work = Task.Run(WriteAsync);
    }

    public int Acknowledged => _acknowledged;

    /// <summary>When saves were refused or broke off, and what was said.</summary>
    public IReadOnlyCollection<(TimeSpan At, string Said)> Refusals => _refusals;

    /// <summary>When saves were acknowledged.</summary>
    public IReadOnlyCollection<TimeSpan> Saves => _saves;

    /// <param name="clock">By which moments are told.</param>
    public static async Task<DeskWriter> StartAsync(Uri portal, string userName, string page, Stopwatch clock, CancellationToken cancellationToken)
    {
        var desk = new DeskSession(portal);
        await desk.SignInAsync(userName, cancellationToken);
        return new DeskWriter(desk, page, clock);
    }

    public Task FinishAsync()
    {
        _end.Cancel();
        return _work;
    }

    /// <summary>The number in the text that the desk now has; at least <see cref="Acknowledged"/> if nothing is lost.</summary>
    /// <exception cref="InvalidOperationException">It has one that was never sent.</exception>
    public async Task<int> FoundAsync(CancellationToken cancellationToken)
    {
        var (status, text) = await _desk.OpenAsync(_page, cancellationToken);
        var found = Draft().Match(text) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        return status == HttpStatusCode.OK && found <= _sent ? found : throw new InvalidOperationException($"{_page}: {status}, draft {found} of {_sent}");
    }

    public async ValueTask DisposeAsync()
    {
        await FinishAsync();
        _desk.Dispose();
        _end.Dispose();
    }

    private async Task WriteAsync()
    {
        var (form, basis) = ("", "");
        while (!_end.IsCancellationRequested)
        {
            try
            {
                if (form.Length == 0)
                {
                    var opened = await _desk.OpenAsync(_page, CancellationToken.None);
                    if (opened.Status != HttpStatusCode.OK)
                    {
                        Refuse(opened.Status, opened.Text);
                        continue;
                    }

                    (form, basis) = (opened.Text, DeskSession.BasisOf(opened.Text));
                }

                var number = ++_sent;
                var saved = await _desk.SaveAsync(_page, form, basis, $"第{number}稿", $"第{number}稿的正文。", CancellationToken.None);
                if (saved.Status == HttpStatusCode.OK)
                {
                    (basis, _acknowledged) = (saved.Text, number);
                    _saves.Enqueue(_clock.Elapsed);
                }
                else
                {
                    Refuse(saved.Status, saved.Text);
                    form = "";
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                _refusals.Enqueue((_clock.Elapsed, exception.GetType().Name));
                form = "";
            }
            finally
            {
                await Task.Delay(_pause, CancellationToken.None);
            }
        }
    }

    private void Refuse(HttpStatusCode status, string page)
    {
        var heading = Heading().Match(page) is { Success: true } match ? match.Groups[1].Value.Trim().Replace("502 ", "", StringComparison.Ordinal) : "";
        _refusals.Enqueue((_clock.Elapsed, string.Create(CultureInfo.InvariantCulture, $"{(int)status} {heading}").Trim()));
    }

    [GeneratedRegex("第([0-9]+)稿的正文。")]
    private static partial Regex Draft();

    [GeneratedRegex("<h1[^>]*>([^<]+)</h1>")]
    private static partial Regex Heading();
}
