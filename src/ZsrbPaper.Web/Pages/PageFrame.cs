using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Web.Crawlers;

namespace ZsrbPaper.Web.Pages;

/// <summary>What the head of a page says of it to browsers and search engines.</summary>
/// <param name="Canonical">Root-relative; null on pages that have no address of their own.</param>
/// <param name="Robots">Null: index and follow.</param>
public sealed record PageMeta(
    string Title,
    string? Description = null,
    string? Canonical = null,
    string? Previous = null,
    string? Next = null,
    string? Robots = null)
{
    /// <summary>The title where the page is shared; null: <see cref="Title"/>.</summary>
    public string? ShareTitle { get; init; }

    /// <summary>Best first.</summary>
    public IReadOnlyList<PageImage> Images { get; init; } = [];

    /// <summary>Of an article's page only.</summary>
    public ArticleFacts? Article { get; init; }

    /// <summary>The same as the page in forms for programs and devices.</summary>
    public IReadOnlyList<AlternateForm> Alternates { get; init; } = [];

    /// <summary>What the page is about, for search engines.</summary>
    public IReadOnlyList<Thing> Things { get; init; } = [];
}

/// <summary>Another form of what a page shows.</summary>
/// <param name="Type">Its media type.</param>
/// <param name="Address">Root-relative.</param>
public sealed record AlternateForm(string Type, string Address);

/// <summary>What stands around the content of a page; the layout draws it. A page model makes it, <c>ViewData["Frame"]</c> carries it.</summary>
/// <param name="Meta">The head.</param>
/// <param name="Kind">Word for the style sheet and the scripts, such as <c>article</c>.</param>
/// <param name="Newspaper">Whose masthead is shown; null on pages of the portal itself.</param>
/// <param name="Edition">Whose neighbours the navigation offers.</param>
/// <param name="Page">Whose neighbours the navigation offers.</param>
public sealed record PageFrame(PageMeta Meta, string Kind, Masthead? Newspaper = null, EditionView? Edition = null, PageView? Page = null)
{
    public string Language => Newspaper?.Language ?? "zh-CN";
}

/// <summary>Words that several pages put together alike.</summary>
public static class PageWords
{
    /// <summary>A03版:新闻.</summary>
    public static string Name(this PageView page) => page.Section.Length == 0 ? $"{page.Label}版" : $"{page.Label}版:{page.Section}";

    /// <summary>Kind-less marks before a title, such as 广告.</summary>
    public static string? Mark(this Headline article) => article.Kind switch
    {
        ArticleKind.Advertisement => "广告",
        ArticleKind.Notice => "公告",
        ArticleKind.Photo => "图片",
        _ => null,
    };

    /// <summary>The page's signers: 责编 甲 乙 美编 丙.</summary>
    public static string Staff(this PageView page) => string.Join(" ", new[]
    {
        ("责编", page.Editors),
        ("美编", page.Designers),
        ("校对", page.Proofreaders),
    }.Where(role => role.Item2.Count > 0).Select(role => $"{role.Item1} {string.Join(" ", role.Item2)}"));

    /// <summary>The byline (署名): 记者 甲 乙 通讯员 丙 摄影 丁; empty without names.</summary>
    public static string Byline(this ArticleView article) => string.Join(" ", new[]
    {
        ("记者", article.Reporters),
        ("通讯员", article.Correspondents),
        ("摄影", article.Photographers),
    }.Where(role => role.Item2.Count > 0).Select(role => $"{role.Item1} {string.Join(" ", role.Item2)}"));

    /// <summary>How scripts and tests name an article within its edition: A03/1.</summary>
    public static string Key(this Headline article) => FormattableString.Invariant($"{article.Page}/{article.Number}");
}
