namespace ZsrbPaper.Web.Hosting;

/// <summary>
/// Lets work in the background wait until those who came first after a start have their pages: on a small machine it would take half of the
/// processor from them. That is the machine's time, whatever the newspaper's clock says.
/// </summary>
/// <param name="precedence">How long they come first. It begins when the first of the background services is made, right before the server listens.</param>
internal sealed class FirstReaders(TimeSpan precedence)
{
    /// <summary>Done as soon as work in the background may begin.</summary>
    public Task Served { get; } = Task.Delay(precedence);
}
