using System.Globalization;
using Microsoft.Extensions.Localization;
using ZsrbPaper.Core.Checking;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Media;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Web.Areas.Admin;

/// <summary>States, outcomes and moments of the desk in words.</summary>
internal static class DeskWords
{
    public static string State(this IStringLocalizer<DeskTexts> text, EditionState state) => text[state switch
    {
        EditionState.Draft => "草稿",
        EditionState.InReview => "审稿中",
        EditionState.SignedOff => "已签发",
        EditionState.Released => "已发布",
        _ => "暂停发布",
    }];

    public static string Stage(this IStringLocalizer<DeskTexts> text, ArticleStage stage) => text[stage switch
    {
        ArticleStage.Draft => "草稿",
        ArticleStage.InReview => "审稿中",
        ArticleStage.SignedOff => "已签发",
        ArticleStage.Released => "已发布",
        ArticleStage.Held => "暂停发布",
        _ => "已撤",
    }];

    /// <summary>一审, 二审, 三审.</summary>
    public static string Round(this IStringLocalizer<DeskTexts> text, int round) => text[round switch { 1 => "一审", 2 => "二审", 3 => "三审", _ => "审" }];

    /// <summary>一校, 二校 and on.</summary>
    public static string ProofRound(this IStringLocalizer<DeskTexts> text, int round) =>
        round is >= 1 and <= 9 ? text[$"{"一二三四五六七八九"[round - 1]}校"] : text["第{0}校", round];

    public static string Kind(this IStringLocalizer<DeskTexts> text, ReleasedChangeKind kind) => text[kind switch
    {
        ReleasedChangeKind.Correction => "更正",
        ReleasedChangeKind.Withdrawal => "撤稿",
        _ => "换版",
    }];

    public static string ChangeState(this IStringLocalizer<DeskTexts> text, ReleasedChangeKind kind, ReleasedChangeState state) => text[(kind, state) switch
    {
        (ReleasedChangeKind.Withdrawal, ReleasedChangeState.Proposed) => "已撤，待复核",
        (ReleasedChangeKind.Withdrawal, ReleasedChangeState.Approved) => "已复核",
        (ReleasedChangeKind.Withdrawal, ReleasedChangeState.Rejected) => "已恢复",
        (_, ReleasedChangeState.Proposed) => "待第二人批准",
        (_, ReleasedChangeState.Approved) => "已生效",
        (_, ReleasedChangeState.Rejected) => "已退回",
        _ => "草稿",
    }];

    public static string Outcome(this IStringLocalizer<DeskTexts> text, ReviewOutcome outcome) => text[outcome switch
    {
        ReviewOutcome.Passed => "已通过。",
        ReviewOutcome.Unchanged => "这一审先前已经通过，没有重复记录。",
        ReviewOutcome.NotAsked => "本报不要求这一审。",
        ReviewOutcome.OwnText => "最后修改的人不能审自己改的稿。",
        ReviewOutcome.SamePerson => "同一个人不能审同一篇两次。",
        ReviewOutcome.EarlierRoundMissing => "前一审还没有通过。",
        ReviewOutcome.Changed => "您打开之后内容有改动，请再看一遍。",
        ReviewOutcome.Withdrawn => "稿件已撤，不必审。",
        ReviewOutcome.Released => "本期已发布，改动请走更正。",
        _ => "没有找到。",
    }];

    public static string Outcome(this IStringLocalizer<DeskTexts> text, SignOffOutcome outcome) => text[outcome switch
    {
        SignOffOutcome.Done => "已完成。",
        SignOffOutcome.Unchanged => "先前已经如此，没有重复记录。",
        SignOffOutcome.Blocked => "还不能签发，请看右边列出的各项。",
        SignOffOutcome.TimeIsWrong => "发布时间读不懂，请写成 2024-03-02 06:00。",
        SignOffOutcome.TimeDoesNotExist => "这个时刻因夏令时拨快而不存在，请另选时间。",
        SignOffOutcome.Released => "本期已发布，不能收回。",
        SignOffOutcome.NotHeld => "本期没有暂停发布，不需要重新签发。",
        SignOffOutcome.NotSignedOff => "本期还没有签发。",
        SignOffOutcome.SignedOff => "本期已签发，请改发布时间。",
        _ => "没有找到。",
    }];

    public static string Outcome(this IStringLocalizer<DeskTexts> text, ChangeResult result)
    {
        var sentence = text[result.Outcome switch
        {
            ChangeOutcome.Done => "已完成，读者即刻可见。",
            ChangeOutcome.Unchanged => "先前已经处理，没有重复记录。",
            ChangeOutcome.Proposed => "已提交，等另一个人批准。",
            ChangeOutcome.NoteMissing => "请写明缘由，读者或同事要看。",
            ChangeOutcome.SamePerson => "提出的人不能自己批准，请另一个人来。",
            ChangeOutcome.Conflict => "稿件在此期间有改动，请退回后重新更正。",
            ChangeOutcome.NotReleased => "本期还没有发布，请直接改稿。",
            ChangeOutcome.DoneWithoutFacsimile => "稿件已撤；版面图暂不显示，请重新生成：",
            ChangeOutcome.FileIsBad => "文件不能用：",
            ChangeOutcome.Busy => "同时有人在改这一期，请再试一次。",
            _ => "没有找到。",
        }].Value;
        return result.Problem is null ? sentence : sentence + text.Sentence(result.Problem);
    }

    /// <summary>What is wrong, in the language of the desk; its English is the key in <c>Resources/DeskTexts.resx</c>.</summary>
    public static string Sentence(this IStringLocalizer<DeskTexts> text, Sentence sentence) =>
        text[sentence.Format, [.. sentence.Arguments.Select(argument => argument is Sentence inner ? text.Sentence(inner) : argument)]];

    /// <summary>A problem of a package with its file and line.</summary>
    public static string Problem(this IStringLocalizer<DeskTexts> text, PackageProblem problem)
    {
        var sentence = text.Sentence(problem.Sentence);
        return (problem.File, problem.Line) switch
        {
            (null, _) => sentence,
            ({ } file, null) => text["{0}：{1}", file, sentence],
            ({ } file, { } line) => text["{0} 第 {1} 行：{2}", file, line, sentence],
        };
    }

    public static string Stage(this IStringLocalizer<DeskTexts> text, WorkStage? stage) => text[stage switch
    {
        WorkStage.Reading => "读取",
        WorkStage.Checking => "检查",
        WorkStage.Drawing => "成像",
        WorkStage.Tiling => "切片",
        WorkStage.Scaling => "缩图",
        WorkStage.Publishing => "制版",
        WorkStage.Joining => "合成整期 PDF",
        WorkStage.Saving => "保存",
        _ => "开始",
    }];

    /// <summary>What stands against a sign-off, and where it can be mended.</summary>
    public static (string Text, string Address) Describe(this IStringLocalizer<DeskTexts> text, EditionStatus edition, Blocker blocker)
    {
        var (code, date) = (edition.Newspaper, edition.Date);
        var address = (blocker.Page, blocker.Number) switch
        {
            (null, _) => DeskAddresses.Intake(code, date),
            ({ } page, null) => DeskAddresses.Page(code, date, page),
            ({ } page, { } number) => DeskAddresses.Article(code, date, page, number),
        };
        return blocker.Kind switch
        {
            BlockerKind.NoPages => (text["还没有版面"], address),
            BlockerKind.FailedJobs => (text["{0} 个文件处理失败", blocker.Count], address),
            BlockerKind.OpenJobs => (text["{0} 个文件还在处理", blocker.Count], address),
            BlockerKind.PendingChange => (text["有更正或换版待批准"], DeskAddresses.Changes(code, date)),
            BlockerKind.Finding => text.Describe(edition, blocker.Finding!),
            _ => blocker.Number is null
                ? (text["{0}版 待{1}", blocker.Page!, text.Round(blocker.Round)], address)
                : (text["{0}版 {1} 待{2}", blocker.Page!, blocker.Title ?? "", text.Round(blocker.Round)], address),
        };
    }

    /// <summary>A finding in words, and the place that it is about.</summary>
    public static (string Text, string Address) Describe(this IStringLocalizer<DeskTexts> text, EditionStatus edition, Finding finding)
    {
        var page = PageLabel.Parse(finding.Label);
        if (finding.Number is not { } number)
        {
            return (text.Sentence(finding), DeskAddresses.Page(edition.Newspaper, edition.Date, page));
        }

        // The place is for the script of the article's page.
        var place = finding.Field is { } field ? string.Create(CultureInfo.InvariantCulture, $"#{field}:{finding.Offset}") : "";
        return (text["{0}版第 {1} 篇 {2}", page, number, text.Sentence(finding)], DeskAddresses.Article(edition.Newspaper, edition.Date, page, number) + place);
    }

    /// <summary>A moment in the newspaper's time zone.</summary>
    public static string Local(DateTime utc, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTimeFromUtc(utc, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Without the year, for lists of one edition.</summary>
    public static string LocalShort(DateTime utc, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTimeFromUtc(utc, zone).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>As <c>input type="datetime-local"</c> wants it.</summary>
    public static string LocalInput(DateTime utc, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTimeFromUtc(utc, zone).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
}
