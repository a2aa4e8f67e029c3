#pragma warning disable CA1822, CS9113
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Core.Searching;

/// <summary>Search of the articles that readers can see.</summary>
public sealed class ArticleSearch(PaperDbContext db, TimeProvider clock)
{
    /// <summary>How many found articles are counted and ranked together.</summary>
    public const int Bound = 1000;

    public Task<SearchResult> FindAsync(SearchRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new SearchResult(SearchQuery.Parse(request.Query, request.Field), [], 0, true));

    /// <summary>Titles, authors and sections that begin with or hold what was typed, at most ten.</summary>
    public Task<IReadOnlyList<Suggestion>> SuggestAsync(string typed, string? newspaper, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Suggestion>>([]);

    /// <summary>Articles on the same matter (相关报道), the likest first; none when nothing is like it.</summary>
    public Task<IReadOnlyList<FoundArticle>> FindSimilarAsync(string newspaper, DateOnly date, PageLabel page, int number, int count, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FoundArticle>>([]);
}
