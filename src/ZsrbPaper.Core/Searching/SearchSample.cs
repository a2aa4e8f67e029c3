using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;

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

    private SearchSample((string Heading, string Text)[] texts, int documents)
    {
        _texts = texts;
        Documents = documents;
        MeanLength = texts.Length == 0 ? 1 : Math.Max(1, texts.Average(text => text.Heading.Length + text.Text.Length));
    }

    /// <summary>Texts of the archive, drafts included.</summary>
    public int Documents { get; }

    /// <summary>Mean length of a stored text in characters.</summary>
    public double MeanLength { get; }

    /// <summary>Whether the sample is the whole archive.</summary>
    public bool IsWhole => _texts.Length == Documents;

    public static async Task<SearchSample> ReadAsync(PaperDbContext db, CancellationToken cancellationToken)
    {
        var documents = await db.SearchDocuments.CountAsync(cancellationToken);
        var step = Math.Max(1, documents / Size);
        var texts = await db.SearchDocuments.AsNoTracking().Where(document => document.ArticleId % step == 0)
            .OrderBy(document => document.ArticleId)
            .Take(2 * Size)
            .Select(document => new { document.Heading, document.Text })
            .ToListAsync(cancellationToken);
        return new SearchSample([.. texts.Select(text => (text.Heading, text.Text))], documents);
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
