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
    internal int Many { get; init; } = 2 * ArticleSearch.Bound;

    /// <summary>Blocks found, each counting as one, and the bounds of the archive; who may see an article is asked again whenever it is shown.</summary>
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
/// one stretch of months after the other (<see cref="SearchPeriod"/>); what terms alone do not say (<see cref="SearchTerms.AreCertain"/>) is seen in the texts,
/// by the database where it can, so that exactly those are found which have the words. What is found is counted and ranked up to <see cref="Bound"/>, from the
/// newest article back; more is given in further blocks of the same size.
/// </summary>
public sealed class ArticleSearch(PaperDbContext db, SearchMemory memory, TimeProvider clock)
{
    /// <summary>How many found articles are counted and ranked together: with twice as many, one search of twenty takes half as long again.</summary>
    public const int Bound = 500;

    /// <summary>How many articles that only come near are given.</summary>
    private const int NearestBound = 100;

    /// <summary>How many texts are compared for those that come nearest, at most and at least: the longer the query, the surer its rarest parts tell.</summary>
    private const int NearestCandidates = 1500;

    private const int FewestCandidates = 500;

    /// <summary>How many looks for a part of the query into a text that may take.</summary>
    private const int NearestLooks = 45_000;

    /// <summary>How many of them, those that have most of the query, are ranked.</summary>
    private const int NearestRanked = 2 * NearestBound;

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

    /// <summary>
    /// A single character that more than this share of articles have is looked for in the texts: the index has no term of it but all pairs that begin with it.
    /// </summary>
    private const double CommonShare = 0.02;

    /// <summary>How many articles the index is asked for at once, at most: PostgreSQL loses track of many more, and cuts all their terms anew.</summary>
    private const int MostCandidates = 40_000;

    /// <summary>How many texts are read at once where the words are looked for in them.</summary>
    private const int TextsAtOnce = 500;

    /// <summary>How much longer, or shorter, a stretch is than the one before, at most, when that had not enough.</summary>
    private const int StretchGrowth = 4;

    /// <summary>A period that has a greater share of the archive saves nothing.</summary>
    private const double LongestPeriod = 0.6;

    /// <summary>Of how many years the index tells whether a document is of them, in the time in which its row is fetched to see it from the key.</summary>
    private const int YearsForRow = 60;

    /// <summary>After this a search gives what it has; the list goes on from there.</summary>
    private static readonly TimeSpan _timeLimit = TimeSpan.FromSeconds(1);

    /// <summary>How long articles like another are kept: what is new since may be missing, what is withdrawn is not shown.</summary>
    private static readonly TimeSpan _similarLifetime = TimeSpan.FromMinutes(10);

    /// <summary>How long what was found is kept for others who ask the same: as long as a change may take to reach readers.</summary>
    private static readonly TimeSpan _blockLifetime = TimeSpan.FromSeconds(1);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private IQueryable<Article> ForReaders => db.Articles.VisibleToReaders(Now).Where(article => article.Kind != ArticleKind.Advertisement);

    /// <summary>What is searched by readers: the documents of <see cref="ForReaders"/>.</summary>
    private SearchScope Readers => new(
        "readers",
        ForReaders,
        documents => documents.Where(document => !document.IsWithheld && !db.Editions.HiddenFromReaders(Now).Select(edition => edition.Id).Contains(document.EditionId)),
        AreFew: false);

    /// <summary>Searches what readers can see, advertisements apart.</summary>
    public Task<SearchResult> FindAsync(SearchRequest request, CancellationToken cancellationToken) =>
        FindAsync(request, Readers, cancellationToken);

    /// <summary>Searches some of the articles, drafts too: for the desk.</summary>
    /// <param name="among">Those the user may see and wants.</param>
    /// <param name="name">Names them among all that is searched: equal names, equal articles.</param>
    /// <param name="areFew">Whether they are so few that each is looked at, rather than all that the index finds in the archive.</param>
    public Task<SearchResult> FindAsync(SearchRequest request, IQueryable<Article> among, string name, bool areFew, CancellationToken cancellationToken) => FindAsync(
        request,
        new SearchScope(name, among, documents => documents.Join(among, document => document.ArticleId, article => article.Id, (document, _) => document), areFew),
        cancellationToken);

    private async Task<SearchResult> FindAsync(SearchRequest request, SearchScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = SearchQuery.Parse(request.Query, request.Field);
        if (query.IsEmpty)
        {
            return new SearchResult(query, [], 0, true);
        }

        _ = SearchPlace.TryParse(request.After, out var place);
        var filter = request.Filter with { Label = query.Label ?? request.Filter.Label };
        var search = new Search(query, filter, request.Order, scope, await memory.Samples.GetAsync(db, cancellationToken), memory.Many);
        var key = (scope.Name, query.Typed, request.Field, filter, request.Order, place.Anchor);
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
        var search = new Search(new SearchQuery(normal, [new SearchWord(normal, SearchField.Title, normal)], [], null), new SearchFilter(newspaper), SearchOrder.Newest, Readers, sample, memory.Many);
        if (search.Documents is { Terms.Count: 0, Pieces.Count: 0 })
        {
            return titles;
        }

        var share = Math.Max(sample.ShareOf(search.Query.Words, []), 0.5 / SearchSample.Size);
        var stretch = SampledTitles / share;
        for (long? last = null; ; stretch *= StretchGrowth)
        {
            var period = await PeriodAsync(search, search.Documents, share, last, stretch, Math.Min(memory.Many, 2 * SampledTitles), cancellationToken);
            var found = await Find(search, search.Documents, search.Share, period, last).OrderByDescending(document => document.Key)
                .Take(SampledTitles)
                .Join(db.Articles, document => document.ArticleId, article => article.Id, (document, article) => new { document.Key, article.Title })
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
        if (!SearchSpelling.CanBeMended(query) || await FindUnknownAsync(query, request.Filter.Newspaper, started, cancellationToken) is not { } unknown)
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

        var search = new Search(query, new SearchFilter(), SearchOrder.Best, Readers, await memory.Samples.GetAsync(db, cancellationToken), memory.Many);
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
        query, filter with { Label = query.Label ?? filter.Label }, SearchOrder.Newest, Readers, await memory.Samples.GetAsync(db, cancellationToken), memory.Many);

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
            ids.UnionWith(await FindNewestAsync(search, new DocumentQuery(terms), search.Sample.ShareOf(terms), SpellingCandidates, cancellationToken));
        }

        var texts = await ReadAsync(db.SearchDocuments.Where(document => ids.Contains(document.ArticleId)), true, cancellationToken);
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
        var sample = search.Sample;

        // One more than the bound is looked for, to know that there is more.
        var wanted = Math.Max(sample.ShareOf(search.Query.Words, search.Query.Excluded) * sample.ShareOf(search.Filter) * SearchSample.Size, 0.5);

        // Few sampled texts tell little, and to ask twice takes longer than to be told more than is needed.
        var margin = 1.2 + (1.5 / Math.Sqrt(wanted));
        var candidates = Math.Min(MostCandidates, margin * Math.Min(memory.Many, Bound) * search.Share * SearchSample.Size / wanted);
        var found = new List<Found>();
        for (var last = anchor; ;)
        {
            var period = await PeriodAsync(search, search.Documents, search.Share, last, candidates / search.Share, memory.Many, cancellationToken);
            while (true)
            {
                var take = search.NeedsTexts ? TextsAtOnce : Bound + 1 - found.Count;
                var documents = Find(search, search.Documents, search.Share, period, last);
                var inOrder = search.IsOldestFirst ? documents.OrderBy(document => document.Key) : documents.OrderByDescending(document => document.Key);
                var rows = await ReadAsync(inOrder.Take(take), search.NeedsTexts, cancellationToken);
                found.AddRange(rows.Where(search.IsSought).Select(search.Ranked));
                last = rows.Count > 0 ? rows[^1].Key : last;
                var isOver = rows.Count < take;
                if (found.Count > Bound)
                {
                    return await CloseAsync(search, found, true, false, last ?? 0, cancellationToken);
                }

                if (clock.GetElapsedTime(started) > _timeLimit && !(isOver && period is null or { IsLast: true }))
                {
                    return await CloseAsync(search, found, true, true, isOver && period is not null ? period.EndKey(search.IsOldestFirst) : last ?? 0, cancellationToken);
                }

                if (isOver)
                {
                    break;
                }
            }

            if (period is null or { IsLast: true })
            {
                return await CloseAsync(search, found, false, false, last ?? 0, cancellationToken);
            }

            last = period.EndKey(search.IsOldestFirst);
            var missing = (double)(Bound + 1 - found.Count) / Math.Max(1, found.Count);
            candidates = Math.Min(MostCandidates, candidates * Math.Clamp(margin * missing, 1d / StretchGrowth, StretchGrowth));
        }
    }

    private static async Task<List<Found>> ReadAsync(IQueryable<SearchDocument> documents, bool withTexts, CancellationToken cancellationToken) => await documents.AsNoTracking()
        .Select(document => new Found(
            document.ArticleId, document.Key, document.NewspaperId, document.Section, document.Authors, document.Heading, withTexts ? document.Text : "", 0))
        .ToListAsync(cancellationToken);

    /// <summary>
    /// The months or years after a key in which there are about so many documents; null where all that have the terms are few, or a period would save nothing. What
    /// the index finds is looked up row by row, which takes longer than finding it: the fewer the better.
    /// </summary>
    /// <param name="share">The share of documents that should have the terms.</param>
    /// <param name="documents">How many documents the period should have, with and without the terms.</param>
    /// <param name="few">So many with the terms are not parted.</param>
    private async Task<SearchPeriod?> PeriodAsync(Search search, DocumentQuery query, double share, long? last, double documents, int few, CancellationToken cancellationToken)
    {
        var having = share * search.Sample.Documents;
        if (search.Scope.AreFew || having <= few)
        {
            return null;
        }

        var period = search.Sample.PeriodFrom(last, search.Bounds ??= await ReadBoundsAsync(search.Filter, cancellationToken), documents, search.IsOldestFirst);

        // Where all that the index finds is fetched anyway, a period saves but the looks into texts.
        var saves = search.Sample.ShareOf(period) < LongestPeriod && (query.Pieces.Count > 0 || IsTermed(period, search, query, share));
        return saves || having > MostCandidates ? period : null;
    }

    /// <summary>The first and the last key of what is searched; of documents that are newer than the sample, the database alone knows.</summary>
    private async Task<(long First, long Last)> ReadBoundsAsync(SearchFilter filter, CancellationToken cancellationToken)
    {
        var (first, last) = await memory.Blocks.GetOrCreateAsync(nameof(ReadBoundsAsync), async entry =>
        {
            entry.SetSize(1).SetAbsoluteExpiration(_blockLifetime);
            var found = await db.Newspapers.OrderBy(newspaper => newspaper.Id).Take(1)
                .Select(_ => new { First = db.SearchDocuments.Min(document => (long?)document.Key), Last = db.SearchDocuments.Max(document => (long?)document.Key) })
                .FirstOrDefaultAsync(cancellationToken);
            return (found?.First ?? 0, found?.Last ?? 0);
        });
        return (filter.From is { } from ? Math.Max(first, SearchDocument.FirstOf(from)) : first, filter.To is { } to ? Math.Min(last, SearchDocument.FirstOf(to) + uint.MaxValue) : last);
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

    private async Task<SearchBlock> CloseAsync(Search search, List<Found> found, bool hasMore, bool outOfTime, long lastKey, CancellationToken cancellationToken)
    {
        if (found.Count > Bound)
        {
            found.RemoveRange(Bound, found.Count - Bound);
            lastKey = found[^1].Key;
        }

        if (search.Order == SearchOrder.Best && !search.NeedsTexts)
        {
            await RankAsync(search, found, byTexts: !hasMore, cancellationToken);
        }

        var facets = hasMore ? null : new SearchFacets(
            [.. found.GroupBy(one => SearchDocument.DateOf(one.Key).Year).OrderByDescending(year => year.Key)
                .Select(year => new FacetValue(year.Key.ToString("0000", System.Globalization.CultureInfo.InvariantCulture), year.Count()))],
            Facet(found.Where(one => one.Section.Length > 0).Select(one => one.Section)),
            Facet(found.SelectMany(one => one.Authors.Split('\n', StringSplitOptions.RemoveEmptyEntries))));
        var order = search.Order == SearchOrder.Best ? found.OrderByDescending(one => one.Score).ThenByDescending(one => one.Key) : found.AsEnumerable();
        return new SearchBlock([.. order.Select(one => one.ArticleId)], lastKey, hasMore, outOfTime, false, facets);
    }

    /// <summary>
    /// Where the bound is reached, by headings alone: of so many, those fit best that have the words there, and their texts would take long to read.
    /// </summary>
    private async Task RankAsync(Search search, List<Found> found, bool byTexts, CancellationToken cancellationToken)
    {
        Dictionary<int, string> texts = [];
        if (byTexts && found.Count > 1)
        {
            var ids = found.Select(one => one.ArticleId).ToList();
            texts = await db.SearchDocuments.AsNoTracking().Where(document => ids.Contains(document.ArticleId))
                .Select(document => new { document.ArticleId, document.Text }).ToDictionaryAsync(row => row.ArticleId, row => row.Text, cancellationToken);
        }

        for (var i = 0; i < found.Count; i++)
        {
            found[i] = found[i] with { Score = search.Ranking.Score(found[i].Heading, texts.GetValueOrDefault(found[i].ArticleId, SearchDocument.NoText)) };
        }
    }

    private static List<FacetValue> Facet(IEnumerable<string> values) =>
        [.. values.GroupBy(value => value, StringComparer.Ordinal).Select(group => new FacetValue(group.Key, group.Count()))
            .OrderByDescending(value => value.Count).ThenBy(value => value.Value, StringComparer.Ordinal)];

    /// <summary>The articles that have most of a query that none has whole, best first.</summary>
    private async Task<SearchBlock> FindNearestAsync(Search search, CancellationToken cancellationToken)
    {
        var candidates = Math.Clamp(NearestLooks / Math.Max(1, search.NearestRanking.Units.Count), FewestCandidates, NearestCandidates);
        return new([.. (await NearestAsync(search, candidates, cancellationToken)).Select(one => one.ArticleId)], 0, false, false, true, null);
    }

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

        var ids = await FindNewestAsync(search, new DocumentQuery(terms) { Any = true }, expected / Math.Max(1, search.Sample.Documents), candidates, cancellationToken);
        var near = (await ReadAsync(db.SearchDocuments.Where(document => ids.Contains(document.ArticleId)), true, cancellationToken))
            .Where(one => !HasAny(new SearchParts(one.Heading, one.Text), search.Query.Excluded))
            .Select(one => (Found: one, Share: search.NearestRanking.WeightIn(one.Heading, one.Text)))
            .OrderByDescending(one => one.Share).ThenByDescending(one => one.Found.Key)
            .Take(NearestRanked)
            .Select(one => one.Found with { Score = search.NearestRanking.Score(one.Found.Heading, one.Found.Text), Heading = "", Text = "" });
        return near.Where(one => one.Score > 0).OrderByDescending(one => one.Score).ThenByDescending(one => one.Key).Take(NearestBound);
    }

    /// <summary>The newest articles that have these terms: all there are, or where they are many, at least of those of late.</summary>
    /// <param name="share">The share of articles that should have them.</param>
    private async Task<List<int>> FindNewestAsync(Search search, DocumentQuery query, double share, int count, CancellationToken cancellationToken)
    {
        var period = await PeriodAsync(search, query, share, null, 2 * count / share, Math.Max(memory.Many, count), cancellationToken);
        return await Find(search, query, share, period, null).OrderByDescending(document => document.Key).Select(document => document.ArticleId).Take(count).ToListAsync(cancellationToken);
    }

    private static async Task<SearchResult> ShowAsync(SearchRequest request, Search search, SearchPlace place, SearchBlock block, CancellationToken cancellationToken)
    {
        var size = Math.Clamp(request.Size, 1, SearchRequest.MaxSize);
        var ids = block.ArticleIds.Skip(place.Offset).Take(size).ToList();
        var articles = await ShowAsync(search.Scope.Articles, ids, search.MarkedWords(block.IsNearest), cancellationToken);
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

    private static async Task<List<FoundArticle>> ShowAsync(IQueryable<Article> among, List<int> ids, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var rows = await among.AsNoTracking().Where(article => ids.Contains(article.Id))
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

    /// <summary>The documents that a query finds among those in which the search is made: of a period, and after a key in its order.</summary>
    /// <param name="share">The share of all documents that should have the terms of the query.</param>
    private IQueryable<SearchDocument> Find(Search search, DocumentQuery query, double share, SearchPeriod? period, long? after)
    {
        var filter = search.Filter;
        long?[] starts = [period?.FirstKey, search.IsOldestFirst ? after + 1 : null, filter.From is { } from ? SearchDocument.FirstOf(from) : null];
        long?[] ends = [period?.LastKey, search.IsOldestFirst ? null : after - 1, filter.To is { } to ? SearchDocument.FirstOf(to) + uint.MaxValue : null];
        var (first, last) = (starts.Max(), ends.Min());
        if (search.Scope.AreFew)
        {
            return Filter(search.Scope.Within(db.SearchDocuments.Where(document => (first == null || document.Key >= first) && (last == null || document.Key <= last))), filter);
        }

        var within = period is not null && IsTermed(period, search, query, share) ? period.Terms : [];
        return Filter(search.Scope.Within(db.FindDocuments(query with { Within = within, FirstKey = first, LastKey = last })), filter);
    }

    /// <summary>
    /// Whether the index tells what is of a period sooner than the keys of all that it finds, which are looked up row by row. It does so for each year by itself,
    /// or its months together, for each document that has the rarest term.
    /// </summary>
    private static bool IsTermed(SearchPeriod period, Search search, DocumentQuery query, double share)
    {
        var sample = search.Sample;
        return query.Terms.Count > 0
            && (query.Any || share * sample.Documents > MostCandidates || period.Years * query.Terms.Min(sample.ShareOf) < YearsForRow * share * (1 - sample.ShareOf(period)));
    }

    /// <summary>Those of a newspaper, a section and a page; of what time, <see cref="Find"/> sees to.</summary>
    private IQueryable<SearchDocument> Filter(IQueryable<SearchDocument> documents, SearchFilter filter)
    {
        if (filter.Newspaper is { } newspaper)
        {
            documents = documents.Where(document => document.NewspaperId == db.Newspapers.Where(one => one.Code == newspaper).Select(one => one.Id).FirstOrDefault());
        }

        if (filter.Section is { } section)
        {
            documents = documents.Where(document => document.Section == section);
        }

        return filter.Label is { } label ? documents.Where(document => document.Label == label) : documents;
    }

    private sealed record Found(int ArticleId, long Key, int NewspaperId, string Section, string Authors, string Heading, string Text, double Score);

    /// <summary>Which articles are searched.</summary>
    /// <param name="Name">Equal names, equal articles.</param>
    /// <param name="Within">Of documents, those of the articles.</param>
    /// <param name="AreFew">Whether they are so few that each is looked at, rather than all that the index finds in the archive.</param>
    private sealed record SearchScope(string Name, IQueryable<Article> Articles, Func<IQueryable<SearchDocument>, IQueryable<SearchDocument>> Within, bool AreFew);

    /// <summary>A search under way.</summary>
    private sealed class Search
    {
        private SearchRanking? _ranking;
        private SearchRanking? _nearestRanking;

        public Search(SearchQuery query, SearchFilter filter, SearchOrder order, SearchScope scope, SearchSample sample, int many)
        {
            (Query, Filter, Order, Scope, Sample) = (query, filter, order, scope, sample);
            var all = query.Words.Select(word => (Word: word, Terms: TermsOf(word, sample, many), AreCertain: SearchTerms.AreCertain(word.Normal, word.Field))).ToList();
            var terms = sample.ChooseTerms(all.SelectMany(word => word.Terms), [.. all.Where(word => word.AreCertain).SelectMany(word => word.Terms)], many).ToList();
            var pieces = all.Where(word => !word.AreCertain || word.Terms.Count == 0 || word.Terms.Except(terms).Any())
                .Select(word => new SearchPiece(word.Word.Normal, word.Word.Field)).ToList();
            if (terms.Count > 0)
            {
                terms.AddRange(filter.Label is { } label ? [SearchTerms.OfLabel(label)] : []);
                terms.AddRange(filter.Section is { } section ? [SearchTerms.OfSection(section)] : []);
            }

            var excluded = query.Excluded.Where(word => IsSeenByDatabase(word)).ToList();
            var without = terms.Count == 0 ? [] : excluded.Where(word => SearchTerms.AreCertain(word.Normal, word.Field)).ToList();
            pieces.AddRange(excluded.Except(without).Select(word => new SearchPiece(word.Normal, word.Field, IsExcluded: true)));
            Documents = new DocumentQuery([.. terms.Distinct()])
            {
                Without = [.. without.SelectMany(word => SearchTerms.OfWord(word.Normal, word.Field)).Distinct()],
                Pieces = pieces,
            };
            NeedsTexts = scope.AreFew || !query.Words.Concat(query.Excluded).All(IsSeenByDatabase);
            Share = terms.Count == 0 ? 1 : sample.ShareOf(Documents.Terms, Documents.Without);
        }

        public SearchQuery Query { get; }

        public SearchFilter Filter { get; }

        public SearchOrder Order { get; }

        public SearchScope Scope { get; }

        public SearchSample Sample { get; }

        public bool IsOldestFirst => Order == SearchOrder.Oldest;

        /// <summary>The first and the last key of all that is searched; null until it is read.</summary>
        public (long First, long Last)? Bounds { get; set; }

        /// <summary>What the database is asked for: nothing that has the words is missing from it.</summary>
        public DocumentQuery Documents { get; }

        /// <summary>The share of all documents that the index should find for <see cref="Documents"/>, 0 to 1.</summary>
        public double Share { get; }

        /// <summary>Whether only the texts tell which of <see cref="Documents"/> have the words.</summary>
        public bool NeedsTexts { get; }

        public SearchRanking Ranking => _ranking ??= new SearchRanking(Query, Sample);

        /// <summary>Of articles that need not have all the words.</summary>
        public SearchRanking NearestRanking => _nearestRanking ??= new SearchRanking(Query, Sample, nearest: true);

        /// <summary>What is marked in what is shown: the words, or where none has them whole, their parts.</summary>
        public IReadOnlyList<string> MarkedWords(bool parts) =>
            [.. parts ? NearestRanking.Parts : Query.Words.Select(word => word.Normal).Distinct(StringComparer.Ordinal)];

        public bool IsSought(Found found)
        {
            if (!NeedsTexts)
            {
                return true;
            }

            var parts = new SearchParts(found.Heading, found.Text);
            return HasAll(parts, Query.Words) && !HasAny(parts, Query.Excluded);
        }

        /// <summary>Without its texts, if they were read; ranked by them.</summary>
        public Found Ranked(Found found) => !NeedsTexts ? found : found with
        {
            Score = Order == SearchOrder.Best ? Ranking.Score(found.Heading, found.Text) : 0,
            Heading = "",
            Text = "",
        };

        /// <summary>Without single characters that are better looked for in the texts.</summary>
        private static IReadOnlyList<string> TermsOf(SearchWord word, SearchSample sample, int many) =>
            [.. SearchTerms.OfWord(word.Normal, word.Field).Where(term => !SearchTerms.IsPrefix(term)
                || sample.ShareOf([term]) * sample.Documents <= Math.Max(many, Math.Min(CommonShare * sample.Documents, MostCandidates)))];

        /// <summary>The database knows no captions, and behind the texts stand private characters that are not of them.</summary>
        private static bool IsSeenByDatabase(SearchWord word) =>
            word.Field is SearchField.Any or SearchField.Title or SearchField.Author && !SearchTerms.HasPrivate(word.Normal);
    }
}
