using Xunit;
using ZsrbPaper.Core.Checking;

namespace ZsrbPaper.Core.Tests.Checking;

/// <summary>What the checks say of an edition.</summary>
public sealed class EditionChecksTests
{
    private const string Long = "停用多年的旧码头，变成街坊每晚都要来坐一坐的地方，灯是暖黄色的，挂在当年系缆绳的铁桩上。";

    [Fact]
    public void Missing_things_are_found_where_they_are_missing()
    {
        var findings = EditionChecks.Run(Edition(
            new PageToCheck("A01", true, [new ArticleToCheck { Number = 1, Title = " ", Body = "", Photos = [new PhotoToCheck(null, null), new PhotoToCheck("图说", "记者 摄")] }]),
            new PageToCheck("A02", false, [])));

        Assert.Equal(
            [
                (FindingKind.MissingTitle, "A01", 1, "Title"),
                (FindingKind.ArticleWithoutArea, "A01", 1, null),
                (FindingKind.MissingCaption, "A01", 1, "Photos[0].Caption"),
                (FindingKind.MissingCredit, "A01", 1, "Photos[0].Credit"),
                (FindingKind.PageWithoutArticle, "A02", null, null),
            ],
            findings.Select(finding => (finding.Kind, finding.Label, finding.Number, finding.Field)));
    }

    [Fact]
    public void Article_without_area_is_fine_where_there_is_no_facsimile() =>
        Assert.Empty(EditionChecks.Run(Edition(new PageToCheck("A01", false, [Article(1, "好")]))));

    [Fact]
    public void Long_paragraph_that_stands_twice_is_found_in_both_places_and_a_short_one_in_none()
    {
        var findings = EditionChecks.Run(Edition(
            new PageToCheck("A01", false, [Article(1, "开头。\n\n" + Long + "\n\n本报综合。")]),
            new PageToCheck("A02", false, [Article(3, Long.Replace("，", "，\u3000", StringComparison.Ordinal) + "\n\n本报综合。")])));

        Assert.All(findings, finding => Assert.Equal(FindingKind.DuplicateText, finding.Kind));
        Assert.Equal([("A01", 1, 5), ("A02", 3, 0)], findings.Select(finding => (finding.Label, finding.Number!.Value, finding.Offset)));
        Assert.Equal(["A02", "3"], findings[0].Arguments);
    }

    private static ArticleToCheck Article(int number, string body) => new() { Number = number, Title = "标题", Body = body };

    private static EditionToCheck Edition(params PageToCheck[] pages) => new(new DateOnly(2024, 3, 1), [], pages);
}
