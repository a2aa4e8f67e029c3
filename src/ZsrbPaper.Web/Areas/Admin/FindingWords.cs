using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Checking;
using ZsrbPaper.Core.Desk;

namespace ZsrbPaper.Web.Areas.Admin;

/// <summary>What the checks (检查) found, in words.</summary>
internal static class FindingWords
{
    public static string Kind(this IStringLocalizer<DeskTexts> text, FindingKind kind) => text[kind switch
    {
        FindingKind.MissingTitle => "缺主题",
        FindingKind.MissingCaption => "缺图说",
        FindingKind.MissingCredit => "缺供图",
        FindingKind.ArticleWithoutArea => "稿件无热区",
        FindingKind.PageWithoutArticle => "版面无稿件",
        FindingKind.DuplicateText => "同文两发",
        FindingKind.HalfWidthPunctuation => "半角标点",
        FindingKind.UnclosedQuotation => "引号括号不配对",
        FindingKind.DateWeekdayMismatch => "日期与星期不符",
        FindingKind.WordList => "用词",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    }];

    /// <summary>What exactly, in one sentence.</summary>
    public static string Sentence(this IStringLocalizer<DeskTexts> text, Finding finding) => (finding.Kind, finding.Arguments) switch
    {
        (FindingKind.MissingTitle, _) => text["稿件没有主题"],
        (FindingKind.MissingCaption, [var photo]) => text["第 {0} 张图片没有图说", photo],
        (FindingKind.MissingCredit, [var photo]) => text["第 {0} 张图片没有供图", photo],
        (FindingKind.ArticleWithoutArea, _) => text["版面图上没有热区通向本稿"],
        (FindingKind.PageWithoutArticle, _) => text["{0}版还没有稿件", finding.Label],
        (FindingKind.DuplicateText, []) => text["这一段在本稿里还有一处"],
        (FindingKind.DuplicateText, [var page, var number]) => text["这一段在{0}版第 {1} 篇里也有", page, number],
        (FindingKind.HalfWidthPunctuation, [var mark, var right]) => text["中文里用了半角 {0} ，应为全角 {1}", mark, right],
        (FindingKind.UnclosedQuotation, [var mark, var partner]) => text["{0} 不成对，缺 {1}", mark, partner],
        (FindingKind.DateWeekdayMismatch, [var month, var day]) => text["没有{0}月{1}日这一天", month, day],
        (FindingKind.DateWeekdayMismatch, [var year, var month, var day, var weekday, var said]) =>
            text["{0}年{1}月{2}日是{3}，不是{4}", year, month, day, text.Weekday(weekday), text.Weekday(said)],
        (FindingKind.WordList, [var wrong, "", ""]) => text["不用“{0}”", wrong],
        (FindingKind.WordList, [var wrong, "", var reason]) => text["不用“{0}”：{1}", wrong, reason],
        (FindingKind.WordList, [var wrong, var right, ""]) => text["“{0}”应为“{1}”", wrong, right],
        (FindingKind.WordList, [var wrong, var right, var reason]) => text["“{0}”应为“{1}”：{2}", wrong, right, reason],
        _ => text.Kind(finding.Kind),
    };

    /// <summary>Why a text cannot be saved, in one sentence.</summary>
    public static string Sentence(this IStringLocalizer<DeskTexts> text, ArticleProblem problem) => problem.Kind switch
    {
        ArticleProblemKind.TooLong => text["{0}有 {1} 字，最多 {2} 字。", text.Field(problem.Field), problem.Found, problem.Limit],
        ArticleProblemKind.TooManyPeople => text["{0}有 {1} 人，最多 {2} 人。", text.Field(problem.Field), problem.Found, problem.Limit],
        ArticleProblemKind.TooManyLines => text["正文的行数太多，无法排版。请删去多余的换行。"],
        ArticleProblemKind.TableTooLarge => text["正文里的表格太大。请拆开或精简。"],
        ArticleProblemKind.TooManyMarks => text["正文里同一个标记符号太多。请删去多余的。"],
        ArticleProblemKind.TooDeep => text["正文里的列表、引文或括号嵌套太深。请减少层次。"],
        ArticleProblemKind.Withdrawn => text["本文已撤稿，不能再改。"],
        _ => throw new ArgumentOutOfRangeException(nameof(problem)),
    };

    /// <summary>A field of the article page, by its name in the form.</summary>
    private static string Field(this IStringLocalizer<DeskTexts> text, string name) => text[name.Split('.')[^1] switch
    {
        "Kicker" => "引题",
        "Title" => "主题",
        "Subtitle" => "副题",
        "Column" => "栏目",
        "Source" => "来源",
        "Reporters" => "记者",
        "Correspondents" => "通讯员",
        "Photographers" => "摄影",
        "Body" => "正文",
        "Caption" => "图说",
        "Credit" => "供图",
        "Alt" => "替代文字",
        _ => name,
    }];

    /// <param name="text">The desk's texts.</param>
    /// <param name="number">0 for Sunday to 6.</param>
    private static string Weekday(this IStringLocalizer<DeskTexts> text, string number) => text[number switch
    {
        "1" => "星期一",
        "2" => "星期二",
        "3" => "星期三",
        "4" => "星期四",
        "5" => "星期五",
        "6" => "星期六",
        _ => "星期日",
    }];
}
