using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Media;

/// <summary>
/// A picture or PDF could not be worked on, although it had passed inspection. The <see cref="Problem"/> is fit for a person;
/// <see cref="ToolMissing"/> says that nothing is wrong with the file, but a program this machine lacks is needed for it.
/// </summary>
public sealed class MediaException(Sentence problem, bool toolMissing = false, Exception? innerException = null)
    : Exception(problem.ToString(), innerException)
{
    public Sentence Problem { get; } = problem;

    public bool ToolMissing { get; } = toolMissing;
}
