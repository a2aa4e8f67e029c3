namespace ZsrbPaper.Web.Hosting;

/// <summary>
/// Lets work in the background wait until those who came first after a start have their pages: on a small machine it would take half of the
/// processor from them. That is the machine's time, whatever the newspaper's clock says. Nothing waits where nobody says that there is a start.
/// </summary>
internal sealed class FirstReaders
{
    private static readonly TimeSpan _precedence = TimeSpan.FromSeconds(2);

    /// <summary>Done as soon as work in the background may begin.</summary>
    public Task Served { get; private set; } = Task.CompletedTask;

    /// <summary>To be called before the background services start.</summary>
    public void BeginStart() => Served = Task.Delay(_precedence);
}
