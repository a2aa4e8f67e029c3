using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Searching;

/// <summary>
/// An even sample of the archive's texts, kept in memory: how common a word is, near enough to choose how to look for it and what it weighs. What is
/// found never depends on it.
/// </summary>
public sealed class SearchSample
{
    /// <summary>About how many texts are in a sample; a smaller archive is in it whole.</summary>
    public const int Size = 2048;

    /// <summary>How many terms the index is asked for: more of them find hardly less, and take it longer.</summary>
    private const int MostTerms = 8;

    /// <summary>
    /// The share of documents that a term must leave out to be asked for. For each document that has the others the index takes a thirtieth of the time for it
    /// that a look into the document's texts takes.
    /// </summary>
    private const double LeastLeftOut = 0.04;

    private readonly SampledText[] _texts;
    private readonly Counts _short;

    private SearchSample(SampledText[] texts, int documents, IReadOnlyList<SampledName> names)
    {
        _texts = texts;
        _short = new Counts(texts);
        Names = names;
        Documents = documents;
        MeanLength = texts.Length == 0 ? 1 : Math.Max(1, texts.Average(text => text.Heading.Length + text.Text.Length));
    }

    /// <summary>Texts of the archive, drafts included.</summary>
    public int Documents { get; }

    /// <summary>Mean length of a stored text in characters.</summary>
    public double MeanLength { get; }

    /// <summary>Whether the sample is the whole archive.</summary>
    public bool IsWhole => _texts.Length == Documents;

    /// <summary>Sections and authors of the sampled articles that readers can see, the most frequent first.</summary>
    internal IReadOnlyList<SampledName> Names { get; }

    /// <param name="now">UTC.</param>
    public static async Task<SearchSample> ReadAsync(PaperDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        // Evenly spaced keys, whether there are articles or not, so that nothing is counted or read from end to end.
        var first = await db.SearchDocuments.MinAsync(document => (int?)document.ArticleId, cancellationToken) ?? 1;
        var last = await db.SearchDocuments.MaxAsync(document => (int?)document.ArticleId, cancellationToken) ?? 0;
        var step = Math.Max(1, (last - first + 1) / Size);
        var ids = Enumerable.Range(0, ((last - first) / step) + 1).Select(number => first + (number * step)).ToList();
        var texts = await db.SearchDocuments.AsNoTracking().Where(document => ids.Contains(document.ArticleId))
            .OrderBy(document => document.Key)
            .Select(document => new SampledText(document.Key, document.Section, document.Label, document.Heading, document.Text))
            .ToListAsync(cancellationToken);
        var documents = step == 1 ? texts.Count : (int)Math.Round((double)texts.Count / ids.Count * (last - first + 1));
        var articles = await db.Articles.AsNoTracking().VisibleToReaders(now).Where(article => ids.Contains(article.Id) && article.Kind != ArticleKind.Advertisement)
            .Select(article => new { article.Page.Edition.Newspaper.Code, article.Page.Section, article.Reporters, article.Correspondents })
            .ToListAsync(cancellationToken);
        var names = articles.Select(article => (Kind: SuggestionKind.Section, article.Code, Name: article.Section))
            .Concat(articles.SelectMany(article => article.Reporters.Concat(article.Correspondents).Select(author => (Kind: SuggestionKind.Author, article.Code, Name: author))))
            .Where(name => name.Name.Length > 0)
            .CountBy(name => name)
            .OrderByDescending(name => name.Value).ThenBy(name => name.Key.Name, StringComparer.Ordinal)
            .Select(name => new SampledName(name.Key.Kind, name.Key.Code, name.Key.Name, SearchText.Normalise(name.Key.Name)));
        return new SearchSample([.. texts], documents, [.. names]);
    }

    /// <summary>The months or years after a key, in the order that is gone in, in which there are about so many documents.</summary>
    /// <param name="last">The key after which they are; null at the beginning.</param>
    /// <param name="bounds">The first and the last key of all that are searched.</param>
    internal SearchPeriod PeriodFrom(long? last, (long First, long Last) bounds, double documents, bool isOldestFirst)
    {
        var start = last ?? (isOldestFirst ? bounds.First : bounds.Last);
        var steps = Math.Ceiling(documents * _texts.Length / Math.Max(1, Documents));
        var place = _texts.Count(text => text.Key < start);
        var at = place + (isOldestFirst ? steps : -steps);
        return at >= 0 && at < _texts.Length && _texts[(int)at].Key is var key && key > bounds.First && key < bounds.Last
            ? SearchPeriod.Between(start, key)
            : SearchPeriod.Between(start, isOldestFirst ? bounds.Last : bounds.First) with { IsLast = true };
    }

    /// <summary>The share of texts of a period, 0 to 1.</summary>
    internal double ShareOf(SearchPeriod period) => _texts.Length == 0 ? 0 : (double)_texts.Count(text => text.Key >= period.FirstKey && text.Key <= period.LastKey) / _texts.Length;

    /// <summary>The share of texts that stand in a section and on a page, 0 to 1; dates and newspapers are left aside.</summary>
    public double ShareOf(SearchFilter filter) => _texts.Length == 0 ? 0
        : (double)_texts.Count(text => (filter.Section is null || text.Section == filter.Section) && (filter.Label is null || text.Label == filter.Label)) / _texts.Length;

    /// <summary>The share of texts that have all these words and none of the others, 0 to 1.</summary>
    public double ShareOf(IReadOnlyList<SearchWord> words, IReadOnlyList<SearchWord> excluded)
    {
        if (_texts.Length == 0)
        {
            return 0;
        }

        var found = 0;
        foreach (var (_, _, _, heading, text) in _texts)
        {
            var parts = new SearchParts(heading, text);
            var all = true;
            for (var i = 0; all && i < words.Count; i++)
            {
                all = parts.Has(words[i]);
            }

            for (var i = 0; all && i < excluded.Count; i++)
            {
                all = !parts.Has(excluded[i]);
            }

            found += all ? 1 : 0;
        }

        return (double)found / _texts.Length;
    }

    /// <summary>The share of texts that have all these terms and none of the others, 0 to 1: at least as many as have the words whose terms they are.</summary>
    public double ShareOf(IEnumerable<string> terms, IEnumerable<string>? without = null)
    {
        var sought = terms.Select(SearchTerms.StoredOf).ToList();
        var unwanted = (without ?? []).Select(SearchTerms.StoredOf).ToList();
        var found = _texts.Count(text => sought.TrueForAll(term => text.Has(term)) && !unwanted.Exists(term => text.Has(term)));
        return _texts.Length == 0 ? 0 : (double)found / _texts.Length;
    }

    /// <summary>The share of texts that have a term, 0 to 1.</summary>
    internal double ShareOf(string term) => _texts.Length == 0 ? 0
        : SearchTerms.StoredOf(term) is ({ } characters, SearchField.Any) ? (double)CountTexts(characters) / _texts.Length : ShareOf([term]);

    /// <summary>
    /// Of terms that a document has all, those that the index is to be asked for: the rarest, then whichever leaves out most of what has those before. The last
    /// pairs of a phrase leave out hardly anything.
    /// </summary>
    /// <param name="terms">All of them.</param>
    /// <param name="certain">Those that need no look into the texts when they are asked for.</param>
    /// <param name="few">Where so few documents have the rarest, all terms are asked for.</param>
    internal IReadOnlyList<string> ChooseTerms(IEnumerable<string> terms, IReadOnlyCollection<string> certain, int few)
    {
        var rest = terms.Distinct().ToList();
        if (Documents <= few && rest.Count <= MostTerms)
        {
            return rest;
        }

        rest = [.. rest.OrderBy(term => SearchTerms.IsPrefix(term) ? 1 : 0).ThenBy(ShareOf)];
        if (rest.Count == 0 || ShareOf(rest[0]) * Documents <= few)
        {
            return [.. rest.Take(MostTerms)];
        }

        List<string> chosen = [rest[0]];
        rest.RemoveAt(0);
        var first = SearchTerms.StoredOf(chosen[0]);
        var left = _texts.Where(text => text.Has(first)).ToList();
        while (rest.Count > 0 && chosen.Count < MostTerms)
        {
            var (next, count) = rest.Select(term => (Term: term, Stored: SearchTerms.StoredOf(term)))
                .Select(term => (term.Term, left.Count(text => text.Has(term.Stored)))).MinBy(term => term.Item2);
            if (count > (1 - LeastLeftOut) * left.Count)
            {
                break;
            }

            var stored = SearchTerms.StoredOf(next);
            left = [.. left.Where(text => text.Has(stored))];
            chosen.Add(next);
            rest.Remove(next);
        }

        return [.. chosen.Concat(rest.Where(certain.Contains)).Take(MostTerms)];
    }

    /// <summary>
    /// About how many texts have a piece of text, whether it is a whole word or not; at least half a text, so that what no sampled text has is still
    /// told from what the archive cannot have.
    /// </summary>
    public double FrequencyOf(string normal) => Math.Max(0.5, CountTexts(normal)) * Math.Max(1, Documents) / Math.Max(1, _texts.Length);

    /// <summary>How many sampled texts have these characters one after the other.</summary>
    private int CountTexts(string characters) => characters switch
    {
        [var one] => _short.Of(one),
        [var one, var other] => _short.Of(one, other),
        _ => _texts.Count(text => text.Heading.Contains(characters, StringComparison.Ordinal) || text.Text.Contains(characters, StringComparison.Ordinal)),
    };

    private sealed record SampledText(long Key, string Section, PageLabel Label, string Heading, string Text)
    {
        public bool Has((string Characters, SearchField Field) term) => term.Field switch
        {
            SearchField.Title => Heading.Contains(term.Characters, StringComparison.Ordinal),
            SearchField.Author => new SearchParts(Heading, Text).Authors.Contains(term.Characters, StringComparison.Ordinal),
            _ => Heading.Contains(term.Characters, StringComparison.Ordinal) || Text.Contains(term.Characters, StringComparison.Ordinal),
        };
    }

    /// <summary>
    /// In how many texts each character is, and each two are neighbours: a long query has a hundred of them, and to look for each in every text takes as long as
    /// the search.
    /// </summary>
    private sealed class Counts
    {
        private readonly Count[] _ofOne = new Count[char.MaxValue + 1];
        private readonly Dictionary<int, Count> _ofTwo = [];

        public Counts(IReadOnlyList<SampledText> texts)
        {
            foreach (var (number, text) in texts.Index())
            {
                Add(text.Heading, number + 1);
                Add(text.Text, number + 1);
            }
        }

        public int Of(char one) => _ofOne[one].Texts;

        public int Of(char one, char other) => _ofTwo.GetValueOrDefault(KeyOf(one, other)).Texts;

        private static int KeyOf(char one, char other) => (one << 16) | other;

        private void Add(string part, int number)
        {
            for (var i = 0; i < part.Length; i++)
            {
                Add(ref _ofOne[part[i]], number);
                if (i > 0)
                {
                    Add(ref CollectionsMarshal.GetValueRefOrAddDefault(_ofTwo, KeyOf(part[i - 1], part[i]), out _), number);
                }
            }
        }

        private static void Add(ref Count count, int number) => count = count.Last == number ? count : new Count(count.Texts + 1, number);

        /// <param name="Texts">How many have it.</param>
        /// <param name="Last">The number of the last of them, from 1.</param>
        private readonly record struct Count(int Texts, int Last);
    }
}

/// <summary>A name that sampled articles have.</summary>
/// <param name="Newspaper">Code of the newspaper that has it.</param>
internal sealed record SampledName(SuggestionKind Kind, string Newspaper, string Name, string Normal);
