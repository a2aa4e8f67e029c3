using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Intake;

/// <summary>How far a job is, as the desk shows it.</summary>
public sealed record JobProgress(JobState State, WorkStage? Stage, int Done, int Total, Sentence? Problem)
{
    /// <summary>0 to 100. The steps of a page take about these shares of the time.</summary>
    public int Percent => Stage switch
    {
        WorkStage.Reading => 2,
        WorkStage.Checking => Total == 0 ? 5 : Within(5, 40),
        WorkStage.Drawing => 15,
        WorkStage.Tiling => 35,
        WorkStage.Scaling => Within(50, 90),
        WorkStage.Publishing => Within(40, 95),
        WorkStage.Joining => 92,
        WorkStage.Saving => 97,
        _ => 0,
    };

    /// <summary>The step, with what can be counted of it: <c>缩图 3/7</c>.</summary>
    public string Words(IStringLocalizer<DeskTexts> text) => Total == 0 ? text.Stage(Stage) : text["{0} {1}/{2}", text.Stage(Stage), Done, Total];

    private int Within(int from, int to) => from + ((to - from) * Math.Min(Done, Total) / Math.Max(1, Total));
}
