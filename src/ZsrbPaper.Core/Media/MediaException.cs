namespace ZsrbPaper.Core.Media;

/// <summary>
/// A picture or PDF could not be worked on, although it had passed inspection. The message is fit for a person;
/// <see cref="ToolMissing"/> says that nothing is wrong with the file, but a program this machine lacks is needed for it.
/// </summary>
public sealed class MediaException(string message, bool toolMissing = false, Exception? innerException = null)
    : Exception(message, innerException)
{
    public bool ToolMissing { get; } = toolMissing;
}
