using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Web.Pages.Shared;

/// <summary>A page's list of articles.</summary>
/// <param name="Current">The article that is being read; null when none is.</param>
public sealed record ArticleListView(EditionView Edition, PageView Page, Headline? Current = null);
