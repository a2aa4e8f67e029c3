namespace ZsrbPaper.Web.Areas.Admin.Pages.Shared;

/// <summary>What a page of the desk tells its layout, as <c>ViewData["Frame"]</c>.</summary>
/// <param name="Title">Of the page, for the tab and the heading.</param>
/// <param name="Newspaper">Code of the newspaper whose desk it is; null on pages of no newspaper.</param>
/// <param name="Trail">Where the page stands, from the desk down, without the page itself.</param>
/// <param name="Script">Name of the page's own script, such as <c>article-editor.js</c>; null when it has none.</param>
internal sealed record DeskFrame(string Title, string? Newspaper = null, IReadOnlyList<TrailStep>? Trail = null, string? Script = null)
{
    public const string Key = "Frame";
}

internal sealed record TrailStep(string Name, string Address);
