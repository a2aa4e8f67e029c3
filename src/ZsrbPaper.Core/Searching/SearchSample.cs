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

    private readonly (string Heading, string Text)[] _texts;

    private SearchSample((string Heading, string Text)[] texts, int documents, IReadOnlyList<SampledName> names)
    {
        _texts = texts;
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
        var documents = await db.SearchDocuments.CountAsync(cancellationToken);
        var step = Math.Max(1, documents / Size);
        var texts = await db.SearchDocuments.AsNoTracking().Where(document => document.ArticleId % step == 0)
            .OrderBy(document => document.ArticleId)
            .Take(2 * Size)
            .Select(document => new { document.Heading, document.Text })
            .ToListAsync(cancellationToken);
        var articles = await db.Articles.AsNoTracking().VisibleToReaders(now).Where(article => article.Id % step == 0 && article.Kind != ArticleKind.Advertisement)
            .OrderBy(article => article.Id)
            .Take(2 * Size)
            .Select(article => new { article.Page.Edition.Newspaper.Code, article.Page.Section, article.Reporters, article.Correspondents })
            .ToListAsync(cancellationToken);
        var names = articles.Select(article => (Kind: SuggestionKind.Section, article.Code, Name: article.Section))
            .Concat(articles.SelectMany(article => article.Reporters.Concat(article.Correspondents).Select(author => (Kind: SuggestionKind.Author, article.Code, Name: author))))
            .Where(name => name.Name.Length > 0)
            .CountBy(name => name)
            .OrderByDescending(name => name.Value).ThenBy(name => name.Key.Name, StringComparer.Ordinal)
            .Select(name => new SampledName(name.Key.Kind, name.Key.Code, name.Key.Name, SearchText.Normalise(name.Key.Name)));
        return new SearchSample([.. texts.Select(text => (text.Heading, text.Text))], documents, [.. names]);
    }

    /// <summary>The share of texts that have all these words, 0 to 1.</summary>
    public double ShareOf(IReadOnlyList<SearchWord> words)
    {
        if (_texts.Length == 0)
        {
            return 0;
        }

        var found = 0;
        foreach (var (heading, text) in _texts)
        {
            var parts = new SearchParts(heading, text);
            var all = true;
            for (var i = 0; all && i < words.Count; i++)
            {
                all = parts.Has(words[i]);
            }

            found += all ? 1 : 0;
        }

        return (double)found / _texts.Length;
    }

    /// <summary>
    /// About how many texts have a piece of text, whether it is a whole word or not; at least half a text, so that what no sampled text has is still
    /// told from what the archive cannot have.
    /// </summary>
    public double FrequencyOf(string normal)
    {
        var found = 0;
        foreach (var (heading, text) in _texts)
        {
            found += heading.Contains(normal, StringComparison.Ordinal) || text.Contains(normal, StringComparison.Ordinal) ? 1 : 0;
        }

        return Math.Max(0.5, found) * Math.Max(1, Documents) / Math.Max(1, _texts.Length);
    }
}

/// <summary>A name that sampled articles have.</summary>
/// <param name="Newspaper">Code of the newspaper that has it.</param>
internal sealed record SampledName(SuggestionKind Kind, string Newspaper, string Name, string Normal);
