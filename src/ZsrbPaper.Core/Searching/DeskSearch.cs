using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Searching;

/// <summary>Search for the desk: articles of every state, and what readers' search leaves out. A correction is found when it is in force.</summary>
public sealed class DeskSearch(PaperDbContext db, ArticleSearch search, TimeProvider clock)
{
    /// <summary>Searches what the desk has. The cost is that of a search and one command more.</summary>
    /// <param name="request">What is searched for.</param>
    /// <param name="newspapers">Codes of the newspapers whose desk the user may see; null for every newspaper.</param>
    /// <param name="stage">Only articles that are so far; null for all.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<DeskSearchResult> FindAsync(SearchRequest request, IReadOnlyList<string>? newspapers, ArticleStage? stage, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var among = stage is { } wanted ? InStage(wanted, now) : db.Articles;
        if (newspapers is not null)
        {
            among = among.Where(article => newspapers.Contains(article.Page.Edition.Newspaper.Code));
        }

        // What readers do not see yet is the work of some days; if ever it is more, the search stops at its time limit and goes on from there.
        var areFew = stage is ArticleStage.Draft or ArticleStage.InReview or ArticleStage.Held or ArticleStage.SignedOff;
        var name = $"desk {stage} {(newspapers is null ? "*" : string.Join(' ', newspapers))}";
        var result = await search.FindAsync(request, among, name, areFew, cancellationToken);
        return new DeskSearchResult(result, result.Articles.Count == 0 ? [] : await DescribeAsync(result.Articles, now, cancellationToken));
    }

    private async Task<IReadOnlyList<DeskArticle>> DescribeAsync(IReadOnlyList<FoundArticle> articles, DateTime now, CancellationToken cancellationToken)
    {
        var ids = articles.Select(article => article.Id).ToList();
        var rows = await db.Articles.AsNoTracking().Where(article => ids.Contains(article.Id))
            .Select(article => new
            {
                article.Id,
                IsWithdrawn = article.Withdrawal != null,
                article.Page.Edition.SignedOffAt,
                article.Page.Edition.ReleaseAt,
                article.Page.Edition.HeldSince,
                IsInReview = db.Reviews.Any(review => review.Page.EditionId == article.Page.EditionId),
                article.ChangedBy,
            })
            .ToDictionaryAsync(row => row.Id, cancellationToken);
        return
        [
            .. articles.Where(article => rows.ContainsKey(article.Id)).Select(article => (Article: article, Row: rows[article.Id])).Select(found => new DeskArticle(
                found.Article,
                found.Row.IsWithdrawn ? ArticleStage.Withdrawn
                : found.Row.SignedOffAt is not null ? (found.Row.ReleaseAt <= now ? ArticleStage.Released : ArticleStage.SignedOff)
                : found.Row.HeldSince is not null ? ArticleStage.Held
                : found.Row.IsInReview ? ArticleStage.InReview : ArticleStage.Draft,
                found.Row.ChangedBy)),
        ];
    }

    private IQueryable<Article> InStage(ArticleStage stage, DateTime now)
    {
        var standing = db.Articles.Where(article => article.Withdrawal == null);
        var unsigned = standing.Where(article => article.Page.Edition.SignedOffAt == null);
        return stage switch
        {
            ArticleStage.Withdrawn => db.Articles.Where(article => article.Withdrawal != null),
            ArticleStage.Released => db.Articles.VisibleToReaders(now),
            ArticleStage.SignedOff => standing.Where(article => article.Page.Edition.SignedOffAt != null && article.Page.Edition.ReleaseAt > now),
            ArticleStage.Held => unsigned.Where(article => article.Page.Edition.HeldSince != null),
            _ => unsigned.Where(article => article.Page.Edition.HeldSince == null
                && db.Reviews.Any(review => review.Page.EditionId == article.Page.EditionId) == (stage == ArticleStage.InReview)),
        };
    }
}

/// <summary>What the desk's search found: one page of a list.</summary>
/// <param name="Found">As readers' search tells it.</param>
/// <param name="Articles">Its articles in the same order, with what only the desk knows.</param>
public sealed record DeskSearchResult(SearchResult Found, IReadOnlyList<DeskArticle> Articles);

/// <summary>A found article as the desk sees it.</summary>
/// <param name="ChangedBy">Who last changed it; null when unknown.</param>
public sealed record DeskArticle(FoundArticle Article, ArticleStage Stage, string? ChangedBy);
