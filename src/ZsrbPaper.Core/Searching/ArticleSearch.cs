using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Reading;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Searching;

/// <summary>What searches of one process share: the sample that tells how common words are, and what was found a moment ago.</summary>
public sealed class SearchMemory(TimeProvider clock) : IDisposable
{
    public SearchSamples Samples { get; } = new(clock);

    /// <summary>Where more articles than this should have the words, the index is asked about one stretch of time after the other.</summary>
    internal int Many { get; init; } = 4 * ArticleSearch.Bound;

    /// <summary>Blocks found, each counting as one; who may see an article is asked again whenever it is shown.</summary>
    internal MemoryCache Blocks { get; } = new(new MemoryCacheOptions { SizeLimit = 1000 });

    /// <summary>Articles like others, each list counting as one.</summary>
    internal MemoryCache Similar { get; } = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public void Dispose()
    {
        Similar.Dispose();
        Samples.Dispose();
        Blocks.Dispose();
    }
}

/// <summary>
/// Search of the articles. Candidates come from the engine's index of terms (<see cref="PaperDbContext.FindDocuments"/>), where many articles have them from
/// one stretch of months after the other (<see cref="SearchPeriod"/>), or for words that most articles have from all articles by date; each candidate's text
/// is then looked at, so that exactly those are found which have the words. What is found is counted and ranked up to <see cref="Bound"/>, from the newest
/// article back; more is given in further blocks of the same size.
/// </summary>
public sealed class ArticleSearch(PaperDbContext db, SearchMemory memory, TimeProvider clock)
{
    /// <summary>How many found articles are counted and ranked together.</summary>
    public const int Bound = 1000;

    /// <summary>How many articles that only come near are given.</summary>
    private const int NearestBound = 100;

    /// <summary>How many texts are compared for those that come nearest.</summary>
    private const int NearestCandidates = 3000;

    /// <summary>How many texts are compared for articles like another: the work is done for readers who did not ask for it.</summary>
    private const int SimilarCandidates = 600;

    /// <summary>When not even the heaviest part of a title is in fewer texts than this, it tells of no matter, and to look at them all would take long.</summary>
    private const int CommonMatter = 5000;

    /// <summary>What an article must have of the score that another gets for its own title, to be told as like it.</summary>
    private const double SimilarShare = 0.3;

    /// <summary>How many texts are compared with a word for each character that may be wrong in it.</summary>
    private const int SpellingCandidates = 50;

    private const int SpellingHints = 3;

    private const int Suggestions = 10;

    /// <summary>How many of the newest titles with what was typed are looked at for suggestions.</summary>
    private const int SampledTitles = 50;

    /// <summary>How many of them are sections and authors.</summary>
    private const int SuggestedNames = 4;

    /// <summary>Words that more than this share of articles have are looked for without the index: from the newest article back, some are soon found.</summary>
    private const double CommonShare = 0.4;

    /// <summary>How many articles the index is asked for at once, at most: PostgreSQL loses track of much more, and cuts all their terms anew.</summary>
    private const int MostCandidates = 25_000;

    /// <summary>How much longer each stretch is than the one before, when that had not enough.</summary>
    private const int StretchGrowth = 4;

    /// <summary>After this a search gives what it has; the list goes on from there.</summary>
    private static readonly TimeSpan _timeLimit = TimeSpan.FromSeconds(1);

    /// <summary>How long articles like another are kept: what is new since may be missing, what is withdrawn is not shown.</summary>
    private static readonly TimeSpan _similarLifetime = TimeSpan.FromMinutes(10);

    /// <summary>How long what was found is kept for others who ask the same: as long as a change may take to reach readers.</summary>
    private static readonly TimeSpan _blockLifetime = TimeSpan.FromSeconds(1);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private IQueryable<Article> ForReaders => db.Articles.VisibleToReaders(Now).Where(article => article.Kind != ArticleKind.Advertisement);

    /// <summary>Searches what readers can see, advertisements apart.</summary>
    public Task<SearchResult> FindAsync(SearchRequest request, CancellationToken cancellationToken) =>
        FindAsync(request, ForReaders, "readers", areFew: false, cancellationToken);

    /// <summary>Searches some of the articles, drafts too: for the desk.</summary>
    /// <param name="among">Those the user may see and wants.</param>
    /// <param name="name">Names them among all that is searched: equal names, equal articles.</param>
    /// <param name="areFew">Whether they are so few that each is looked at, rather than all that the index finds in the archive.</param>
    public async Task<SearchResult> FindAsync(SearchRequest request, IQueryable<Article> among, string name, bool areFew, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = SearchQuery.Parse(request.Query, request.Field);
        if (query.IsEmpty)
        {
            return new SearchResult(query, [], 0, true);
        }

        _ = SearchPlace.TryParse(request.After, out var place);
        var filter = request.Filter with { Label = query.Label ?? request.Filter.Label };
        var search = new Search(query, filter, request.Order, among, areFew, await memory.Samples.GetAsync(db, cancellationToken));
        var key = (name, query.Typed, request.Field, filter, request.Order, place.Anchor);
        var block = await memory.Blocks.GetOrCreateAsync(key, async entry =>
        {
            entry.SetSize(1).SetAbsoluteExpiration(_blockLifetime);
            var walked = await WalkAsync(search, place.Anchor, cancellationToken);
            return walked.ArticleIds.Count > 0 || walked.HasMore || place.Anchor is not null ? walked : await FindNearestAsync(search, cancellationToken);
        });

        return await ShowAsync(request, search, place, block!, cancellationToken);
    }

    /// <summary>
    /// At most ten: sections and authors that begin with what was typed, of those that are frequent, then titles that hold it, those that begin with it
    /// first.
    /// </summary>
    public async Task<IReadOnlyList<Suggestion>> SuggestAsync(string typed, string? newspaper, CancellationToken cancellationToken)
    {
        var normal = SearchText.TrimMarks(SearchText.Normalise((typed ?? "").Trim()));
        if (normal.Length is 0 or > SearchQuery.MaxTyped)
        {
            return [];
        }

        var sample = await memory.Samples.GetAsync(db, cancellationToken);
        var titles = (await FindTitlesAsync(normal, newspaper, sample, cancellationToken))
            .OrderBy(title => SearchText.Normalise(title).StartsWith(normal, StringComparison.Ordinal) ? 0 : 1)
            .Select(title => new Suggestion(SuggestionKind.Title, title));
        var names = sample.Names
            .Where(name => (newspaper is null || name.Newspaper == newspaper) && name.Normal.StartsWith(normal, StringComparison.Ordinal))
            .Select(name => new Suggestion(name.Kind, name.Name))
            .Distinct()
            .Take(SuggestedNames);
        return [.. names.Concat(titles).Take(Suggestions)];
    }

    /// <summary>Titles of the newest articles whose title has this; not many more than are suggested.</summary>
    private async Task<IReadOnlyCollection<string>> FindTitlesAsync(string normal, string? newspaper, SearchSample sample, CancellationToken cancellationToken)
    {
        var titles = new HashSet<string>(StringComparer.Ordinal);
        var terms = SearchTerms.OfWord(normal, inHeading: true);
        if (terms.Count == 0)
        {
            return titles;
        }

        var filter = new SearchFilter(newspaper);
        var share = sample.ShareOf([new SearchWord(normal, SearchField.Title, normal)], []);
        var areMany = share * sample.Documents > Math.Min(memory.Many, 2 * SampledTitles);
        var bounds = areMany ? await ReadBoundsAsync(filter, cancellationToken) : default;
        var stretch = SampledTitles / share;
        for (long? last = null; ; stretch *= StretchGrowth)
        {
            var period = areMany ? sample.PeriodFrom(last, bounds, stretch, isOldestFirst: false) : null;
            var documents = Filter(db.FindDocuments(terms, all: true, period?.Terms), filter).Where(document => last == null || document.Key < last);
            var found = await documents
                .OrderByDescending(document => document.Key)
                .Take(SampledTitles)
                .Join(ForReaders, document => document.ArticleId, article => article.Id, (document, article) => new { document.Key, article.Title })
                .OrderByDescending(found => found.Key)
                .ToListAsync(cancellationToken);
            titles.UnionWith(found.Select(one => one.Title).Where(title => SearchText.Contains(SearchText.Normalise(title), normal)));
            if (period is null || period.IsLast || titles.Count >= Suggestions)
            {
                return titles;
            }

            last = period.FirstKey;
        }
    }

    /// <summary>How many articles readers can see of what a search finds.</summary>
    public Task<SearchCount> CountAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return CountAsync(SearchQuery.Parse(request.Query, request.Field), request.Filter, cancellationToken);
    }

    /// <summary>
    /// At most three queries that may have been meant: a word that no article of the newspaper has is replaced by words of the archive that differ by one
    /// character, those that most articles have first. None when every word stands somewhere, or when time runs out.
    /// </summary>
    public async Task<IReadOnlyList<SpellingHint>> SuggestSpellingsAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var started = clock.GetTimestamp();
        var query = SearchQuery.Parse(request.Query, request.Field);
        var hints = new List<SpellingHint>();
        if (await FindUnknownAsync(query, request.Filter.Newspaper, started, cancellationToken) is not { } unknown)
        {
            return hints;
        }

        var at = query.Typed.IndexOf(unknown.Typed, StringComparison.Ordinal);
        foreach (var spelling in await FindSpellingsAsync(query, unknown, request.Filter, started, cancellationToken))
        {
            if (hints.Count == SpellingHints || clock.GetElapsedTime(started) > _timeLimit)
            {
                break;
            }

            // Where a word was found says nothing of the others of the query, nor of what readers can see by now.
            var mended = query.Typed[..at] + spelling + query.Typed[(at + unknown.Typed.Length)..];
            if (await CountAsync(request with { Query = mended }, cancellationToken) is { Number: > 0 } count)
            {
                hints.Add(new SpellingHint(mended, count));
            }
        }

        return hints;
    }

    /// <summary>
    /// Articles on the same matter (相关报道), those of the same newspaper first, then the likest; none when nothing is like it, or readers do not see
    /// the article. One command where it was asked of late, else those of a search.
    /// </summary>
    /// <param name="count">Most articles to give.</param>
    public async Task<IReadOnlyList<FoundArticle>> FindSimilarAsync(string newspaper, DateOnly date, PageLabel page, int number, int count, CancellationToken cancellationToken)
    {
        var similar = await memory.Similar.GetOrCreateAsync((newspaper, date, page.Value, number, count), async entry =>
        {
            var ids = await FindSimilarIdsAsync(newspaper, date, page, number, count, cancellationToken);
            entry.SetSize(1).SetAbsoluteExpiration(ids is null ? _blockLifetime : _similarLifetime);
            return ids ?? [];
        });
        return similar!.Count == 0 ? [] : await ShowAsync(ForReaders, similar, [], cancellationToken);
    }

    /// <summary>Null when readers do not see the article, as before its release.</summary>
    private async Task<List<int>?> FindSimilarIdsAsync(string newspaper, DateOnly date, PageLabel page, int number, int count, CancellationToken cancellationToken)
    {
        var itself = await ForReaders
            .Where(article => article.Page.Edition.Newspaper.Code == newspaper && article.Page.Edition.Date == date && article.Page.Label == page && article.Number == number)
            .Join(db.SearchDocuments, article => article.Id, document => document.ArticleId,
                (article, document) => new { article.Id, article.Title, document.NewspaperId, document.Heading, document.Text })
            .AsNoTracking().FirstOrDefaultAsync(cancellationToken);
        if (itself is null)
        {
            return null;
        }

        var query = SearchQuery.Parse(itself.Title.Replace('"', ' '));
        if (query.IsEmpty)
        {
            return [];
        }

        var search = new Search(query, new SearchFilter(), SearchOrder.Best, ForReaders, false, await memory.Samples.GetAsync(db, cancellationToken));
        if (search.NearestRanking.Units is not [var heaviest, ..] || heaviest.Frequency > CommonMatter)
        {
            return [];
        }

        var own = search.NearestRanking.Score(itself.Heading, itself.Text);
        var like = (await NearestAsync(search, SimilarCandidates, cancellationToken)).Where(one => one.ArticleId != itself.Id && one.Score > own * SimilarShare);
        return [.. like.OrderBy(one => one.NewspaperId == itself.NewspaperId ? 0 : 1).Take(count).Select(one => one.ArticleId)];
    }

    private async Task<SearchCount> CountAsync(SearchQuery query, SearchFilter filter, CancellationToken cancellationToken)
    {
        if (query.IsEmpty)
        {
            return new SearchCount(0, true);
        }

        var block = await WalkAsync(await StartAsync(query, filter, cancellationToken), null, cancellationToken);
        return new SearchCount(block.ArticleIds.Count, !block.HasMore);
    }

    /// <summary>A search of what readers can see, in the order that costs least.</summary>
    private async Task<Search> StartAsync(SearchQuery query, SearchFilter filter, CancellationToken cancellationToken) => new(
        query, filter with { Label = query.Label ?? filter.Label }, SearchOrder.Newest, ForReaders, false, await memory.Samples.GetAsync(db, cancellationToken));

    /// <summary>The first word that no article of the newspaper has, if it can be mended; null when there is none or time runs out.</summary>
    private async Task<SearchWord?> FindUnknownAsync(SearchQuery query, string? newspaper, long started, CancellationToken cancellationToken)
    {
        foreach (var word in query.Words.Where(SearchSpelling.CanBeMended))
        {
            if (clock.GetElapsedTime(started) > _timeLimit)
            {
                return null;
            }

            if (await CountAsync(query with { Words = [word], Excluded = [], Label = null }, new SearchFilter(newspaper), cancellationToken) is { Number: 0, IsExact: true })
            {
                return word;
            }
        }

        return null;
    }

    /// <summary>The archive's words that are nearly a word, those that most of the compared articles have first.</summary>
    private async Task<IEnumerable<string>> FindSpellingsAsync(SearchQuery query, SearchWord word, SearchFilter filter, long started, CancellationToken cancellationToken)
    {
        var search = await StartAsync(query, filter, cancellationToken);
        var ids = new HashSet<int>();
        foreach (var terms in SearchSpelling.TermsAround(word).TakeWhile(_ => clock.GetElapsedTime(started) <= _timeLimit))
        {
            ids.UnionWith(await FindNewestAsync(search, terms, all: true, search.Sample.ShareOf(terms), SpellingCandidates, cancellationToken));
        }

        var texts = await ReadAsync(search, [.. ids], cancellationToken);
        var near = texts.SelectMany(text => SearchSpelling.FindNear(new SearchParts(text.Heading, text.Text), word))
            .Concat(search.Sample.Names.Where(name => name.Kind == SuggestionKind.Author && SearchSpelling.AreNear(name.Normal, word.Normal)).Select(name => name.Normal))
            .CountBy(spelling => spelling, StringComparer.Ordinal)
            .OrderByDescending(spelling => spelling.Value).ThenBy(spelling => spelling.Key, StringComparer.Ordinal)
            .ToList();

        // A piece that stands only within a longer one is not a word but a part of it.
        return near.Where(piece => !near.Exists(longer => longer.Key.Length > piece.Key.Length && longer.Value >= piece.Value && longer.Key.Contains(piece.Key, StringComparison.Ordinal)))
            .Select(spelling => spelling.Key);
    }

    /// <summary>Finds the first <see cref="Bound"/> articles after a key, in the order of keys, and ranks them.</summary>
    private async Task<SearchBlock> WalkAsync(Search search, long? anchor, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var terms = search.Query.Words.SelectMany(word => SearchTerms.OfWord(word.Normal, word.Field == SearchField.Title)).Distinct().ToList();
        var share = search.Sample.ShareOf(search.Query.Words, search.Query.Excluded);
        var hasCandidates = search.AmongFew || terms.Count > 0;
        var byTerms = hasCandidates && (search.AmongFew || share < CommonShare);
        var candidateShare = search.Sample.ShareOf(terms);
        var areMany = !search.AmongFew && candidateShare * search.Sample.Documents > memory.Many;
        var bounds = areMany ? await ReadBoundsAsync(search.Filter, cancellationToken) : default;

        // Of the candidates, those are wanted that have the words and stand where they are looked for.
        var wantedShare = share * search.Sample.ShareOf(search.Filter);
        var candidates = Math.Min(MostCandidates, 1.2 * Math.Min(memory.Many, Bound) * candidateShare / wantedShare);
        var found = new List<Found>();
        var (last, looked) = (anchor, 0);
        while (true)
        {
            var wanted = Bound + 1 - found.Count;
            var take = byTerms ? 4 * Bound : Math.Clamp((int)(wanted / share * 1.2), 100, 2 * Bound);
            var period = byTerms && areMany ? search.Sample.PeriodFrom(last, bounds, candidates / candidateShare, search.IsOldestFirst) : null;
            var rows = Filter(byTerms ? Candidates(search, terms, all: true, period, search.Pieces) : db.SearchDocuments, search.Filter);
            rows = search.IsOldestFirst
                ? rows.Where(document => last == null || document.Key > last).OrderBy(document => document.Key)
                : rows.Where(document => last == null || document.Key < last).OrderByDescending(document => document.Key);
            if (period is not null)
            {
                rows = rows.Where(document => document.Key >= period.FirstKey && document.Key <= period.LastKey);
            }

            var keys = await rows.Select(document => new { document.ArticleId, document.Key }).Take(take).ToListAsync(cancellationToken);
            foreach (var batch in keys.Chunk(byTerms ? Bound + 1 : take))
            {
                var before = found.Count;
                await LookAtAsync(search, [.. batch.Select(row => row.ArticleId)], found, cancellationToken);
                last = batch[^1].Key;
                looked += batch.Length;
                if (found.Count > Bound)
                {
                    return Close(search, found, true, false, last.Value);
                }

                if (clock.GetElapsedTime(started) > _timeLimit)
                {
                    return Close(search, found, true, true, last.Value);
                }

                // The sample, or the filter, promised too much: the index knows better.
                byTerms = hasCandidates && (byTerms || (looked >= 1000 && found.Count < looked * share / 4) || found.Count == before);
            }

            if (keys.Count < take)
            {
                if (period is null || period.IsLast)
                {
                    return Close(search, found, false, false, last ?? 0);
                }

                last = search.IsOldestFirst ? period.LastKey : period.FirstKey;
                candidates = Math.Min(MostCandidates, candidates * StretchGrowth);
                if (clock.GetElapsedTime(started) > _timeLimit)
                {
                    return Close(search, found, true, true, last.Value);
                }
            }
        }
    }

    /// <summary>The first and the last key of what is searched; of documents that are newer than the sample, the database alone knows.</summary>
    private async Task<(long First, long Last)> ReadBoundsAsync(SearchFilter filter, CancellationToken cancellationToken)
    {
        var first = await db.SearchDocuments.MinAsync(document => (long?)document.Key, cancellationToken) ?? 0;
        var last = await db.SearchDocuments.MaxAsync(document => (long?)document.Key, cancellationToken) ?? 0;
        return (filter.From is { } from ? Math.Max(first, SearchDocument.FirstOf(from)) : first, filter.To is { } to ? Math.Min(last, SearchDocument.FirstOf(to) + uint.MaxValue) : last);
    }

    /// <summary>Adds those that have the words, in the order of keys.</summary>
    private async Task LookAtAsync(Search search, List<int> articleIds, List<Found> found, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(search, articleIds, cancellationToken);
        foreach (var row in search.IsOldestFirst ? rows.OrderBy(row => row.Key) : rows.OrderByDescending(row => row.Key))
        {
            var parts = new SearchParts(row.Heading, row.Text);
            if (HasAll(parts, search.Query.Words) && !HasAny(parts, search.Query.Excluded))
            {
                found.Add(row with
                {
                    Score = search.Order == SearchOrder.Best ? search.Ranking.Score(row.Heading, row.Text) : 0,
                    Heading = "",
                    Text = "",
                });
            }
        }
    }

    private static bool HasAll(SearchParts parts, IReadOnlyList<SearchWord> words)
    {
        foreach (var word in words)
        {
            if (!parts.Has(word))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasAny(SearchParts parts, IReadOnlyList<SearchWord> words)
    {
        foreach (var word in words)
        {
            if (parts.Has(word))
            {
                return true;
            }
        }

        return false;
    }

    private static SearchBlock Close(Search search, List<Found> found, bool hasMore, bool outOfTime, long lastKey)
    {
        // One more than the bound was looked for, to know that there is more.
        if (found.Count > Bound)
        {
            found.RemoveRange(Bound, found.Count - Bound);
            lastKey = found[^1].Key;
        }

        var facets = hasMore ? null : new SearchFacets(
            [.. found.GroupBy(one => SearchDocument.DateOf(one.Key).Year).OrderByDescending(year => year.Key)
                .Select(year => new FacetValue(year.Key.ToString("0000", System.Globalization.CultureInfo.InvariantCulture), year.Count()))],
            Facet(found.Where(one => one.Section.Length > 0).Select(one => one.Section)),
            Facet(found.SelectMany(one => one.Authors.Distinct(StringComparer.Ordinal))));
        var order = search.Order == SearchOrder.Best ? found.OrderByDescending(one => one.Score).ThenByDescending(one => one.Key) : found.AsEnumerable();
        return new SearchBlock([.. order.Select(one => one.ArticleId)], lastKey, hasMore, outOfTime, false, facets);
    }

    private static List<FacetValue> Facet(IEnumerable<string> values) =>
        [.. values.GroupBy(value => value, StringComparer.Ordinal).Select(group => new FacetValue(group.Key, group.Count()))
            .OrderByDescending(value => value.Count).ThenBy(value => value.Value, StringComparer.Ordinal)];

    /// <summary>The articles that have most of a query that none has whole, best first.</summary>
    private async Task<SearchBlock> FindNearestAsync(Search search, CancellationToken cancellationToken) =>
        new([.. (await NearestAsync(search, NearestCandidates, cancellationToken)).Select(one => one.ArticleId)], 0, false, false, true, null);

    private async Task<IEnumerable<Found>> NearestAsync(Search search, int candidates, CancellationToken cancellationToken)
    {
        // The rarest parts tell articles apart; as many of them as bring in no more texts than can be compared.
        var terms = new List<string>();
        var expected = 0d;
        foreach (var (unit, frequency) in search.NearestRanking.Units)
        {
            if (terms.Count > 0 && expected + frequency > candidates)
            {
                break;
            }

            expected += frequency;
            terms.AddRange(SearchTerms.OfWord(unit));
        }

        if (terms.Count == 0)
        {
            return [];
        }

        var ids = await FindNewestAsync(search, terms, all: false, expected / Math.Max(1, search.Sample.Documents), candidates, cancellationToken);
        var found = new List<Found>();
        foreach (var batch in ids.Chunk(Bound))
        {
            foreach (var row in await ReadAsync(search, [.. batch], cancellationToken))
            {
                if (!HasAny(new SearchParts(row.Heading, row.Text), search.Query.Excluded))
                {
                    found.Add(row with { Score = search.NearestRanking.Score(row.Heading, row.Text), Heading = "", Text = "" });
                }
            }
        }

        return found.Where(one => one.Score > 0).OrderByDescending(one => one.Score).ThenByDescending(one => one.Key).Take(NearestBound);
    }

    /// <summary>The newest articles that have these terms: all there are, or where they are many, at least of those of late.</summary>
    /// <param name="share">The share of articles that should have them.</param>
    private async Task<List<int>> FindNewestAsync(Search search, IReadOnlyCollection<string> terms, bool all, double share, int count, CancellationToken cancellationToken)
    {
        var period = !search.AmongFew && share * search.Sample.Documents > Math.Max(memory.Many, count)
            ? search.Sample.PeriodFrom(null, await ReadBoundsAsync(search.Filter, cancellationToken), 2 * count / share, isOldestFirst: false)
            : null;
        return await Filter(Candidates(search, terms, all, period, []), search.Filter).OrderByDescending(document => document.Key)
            .Select(document => document.ArticleId).Take(count).ToListAsync(cancellationToken);
    }

    private async Task<List<Found>> ReadAsync(Search search, List<int> articleIds, CancellationToken cancellationToken)
    {
        var rows = await db.SearchDocuments.AsNoTracking().Where(document => articleIds.Contains(document.ArticleId))
            .Join(search.Among, document => document.ArticleId, article => article.Id, (document, article) => new
            {
                document.ArticleId,
                document.Key,
                document.NewspaperId,
                document.Section,
                document.Heading,
                document.Text,
                article.Reporters,
                article.Correspondents,
            })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new Found(row.ArticleId, row.Key, row.NewspaperId, row.Section, row.Heading, row.Text, [.. row.Reporters, .. row.Correspondents], 0))];
    }

    private async Task<SearchResult> ShowAsync(SearchRequest request, Search search, SearchPlace place, SearchBlock block, CancellationToken cancellationToken)
    {
        var size = Math.Clamp(request.Size, 1, SearchRequest.MaxSize);
        var ids = block.ArticleIds.Skip(place.Offset).Take(size).ToList();
        var articles = await ShowAsync(search.Among, ids, search.MarkedWords(block.IsNearest), cancellationToken);
        var end = place.Offset + ids.Count;
        var next = end < block.ArticleIds.Count ? new SearchPlace(place.Anchor, end)
            : block.HasMore ? new SearchPlace(block.LastKey, 0) : (SearchPlace?)null;
        var isWhole = place.Anchor is null && !block.HasMore;
        var since = SearchDocument.DateOf(block.LastKey);
        return new SearchResult(
            search.Query,
            articles,
            isWhole ? block.ArticleIds.Count : block.OutOfTime ? block.ArticleIds.Count : Bound,
            isWhole,
            block.IsNearest,
            block.HasMore && !block.OutOfTime && request.Order == SearchOrder.Best ? since : null,
            block.OutOfTime ? since : null,
            next?.ToString(),
            isWhole ? block.Facets : null);
    }

    private async Task<List<FoundArticle>> ShowAsync(IQueryable<Article> among, List<int> ids, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var rows = await db.Articles.AsNoTracking().Where(article => ids.Contains(article.Id))
            .Where(article => among.Any(other => other.Id == article.Id))
            .Select(article => new
            {
                article.Id,
                Newspaper = article.Page.Edition.Newspaper.Code,
                NewspaperName = article.Page.Edition.Newspaper.Name,
                article.Page.Edition.Date,
                article.Page.Label,
                article.Page.Section,
                article.Number,
                article.Kind,
                article.Kicker,
                article.Title,
                article.Subtitle,
                article.Reporters,
                article.Correspondents,
                article.Body,
                Photos = article.Photos.OrderBy(photo => photo.Position)
                    .Select(photo => new PhotoView(photo.Hash, photo.Width, photo.Height, photo.Caption, photo.Credit, photo.Alt, photo.FocusX, photo.FocusY)).ToList(),
            })
            .ToDictionaryAsync(article => article.Id, cancellationToken);
        return [.. ids.Where(rows.ContainsKey).Select(id => rows[id]).Select(row => new FoundArticle(
            row.Id,
            row.Newspaper,
            row.NewspaperName,
            row.Date,
            row.Label,
            row.Section,
            row.Number,
            row.Kind,
            SearchMarks.Mark(row.Kicker, words),
            SearchMarks.Mark(row.Title, words) ?? new MarkedText([]),
            SearchMarks.Mark(row.Subtitle, words),
            SearchMarks.Snippet([.. ArticleMarkdown.PlainParagraphs(row.Body), .. row.Photos.Select(photo => photo.Caption).OfType<string>()], words),
            [.. row.Reporters.Concat(row.Correspondents).Distinct(StringComparer.Ordinal)],
            row.Photos.FirstOrDefault()))];
    }

    /// <summary>The documents that may be what is searched for: whether they are is seen by their texts.</summary>
    private IQueryable<SearchDocument> Candidates(
        Search search, IReadOnlyCollection<string> terms, bool all, SearchPeriod? period, IReadOnlyCollection<string> pieces) => search.AmongFew
        ? db.SearchDocuments.Join(search.Among, document => document.ArticleId, article => article.Id, (document, _) => document)
        : db.FindDocuments(terms, all, period?.Terms, pieces);

    private IQueryable<SearchDocument> Filter(IQueryable<SearchDocument> documents, SearchFilter filter)
    {
        if (filter.Newspaper is { } newspaper)
        {
            documents = documents.Where(document => document.NewspaperId == db.Newspapers.Where(one => one.Code == newspaper).Select(one => one.Id).FirstOrDefault());
        }

        if (filter.From is { } from)
        {
            var first = SearchDocument.FirstOf(from);
            documents = documents.Where(document => document.Key >= first);
        }

        if (filter.To is { } to && to < DateOnly.MaxValue)
        {
            var end = SearchDocument.FirstOf(to.AddDays(1));
            documents = documents.Where(document => document.Key < end);
        }

        if (filter.Section is { } section)
        {
            documents = documents.Where(document => document.Section == section);
        }

        return filter.Label is { } label ? documents.Where(document => document.Label == label) : documents;
    }

    private sealed record Found(int ArticleId, long Key, int NewspaperId, string Section, string Heading, string Text, IReadOnlyList<string> Authors, double Score);

    /// <summary>A search under way.</summary>
    private sealed class Search(SearchQuery query, SearchFilter filter, SearchOrder order, IQueryable<Article> among, bool amongFew, SearchSample sample)
    {
        private SearchRanking? _ranking;
        private SearchRanking? _nearestRanking;

        public SearchQuery Query => query;

        public SearchFilter Filter => filter;

        public SearchOrder Order => order;

        public bool IsOldestFirst => order == SearchOrder.Oldest;

        public IQueryable<Article> Among => among;

        public bool AmongFew => amongFew;

        public SearchSample Sample => sample;

        /// <summary>What a text must have beyond the terms: those words that have several.</summary>
        public IReadOnlyCollection<string> Pieces { get; } =
            [.. query.Words.Where(word => SearchTerms.OfWord(word.Normal).Count > 1).Select(word => word.Normal).Distinct(StringComparer.Ordinal)];

        public SearchRanking Ranking => _ranking ??= new SearchRanking(query, sample);

        /// <summary>Of articles that need not have all the words.</summary>
        public SearchRanking NearestRanking => _nearestRanking ??= new SearchRanking(query, sample, nearest: true);

        /// <summary>What is marked in what is shown: the words, or where none has them whole, their parts.</summary>
        public IReadOnlyList<string> MarkedWords(bool parts) =>
            [.. parts ? NearestRanking.Parts : query.Words.Select(word => word.Normal).Distinct(StringComparer.Ordinal)];
    }
}
