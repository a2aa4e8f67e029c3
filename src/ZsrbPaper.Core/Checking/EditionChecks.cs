using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;

namespace ZsrbPaper.Core.Checking;

/// <summary>The checks (检查) of a whole edition: what the program can see before a person reads.</summary>
public static class EditionChecks
{
    /// <summary>A paragraph of fewer characters may well stand twice (a byline, a standing notice).</summary>
    private const int LongParagraph = 30;

    /// <summary>All findings of an edition as it is stored, in the order of its pages; two commands. Empty when there is no such edition.</summary>
    /// <param name="db">The database.</param>
    /// <param name="editionId">Whose findings.</param>
    /// <param name="words">The newspaper's word list.</param>
    /// <param name="cancellationToken">Given up with the request.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(PaperDbContext db, int editionId, IReadOnlyList<WordRule> words, CancellationToken cancellationToken) =>
        (await LoadAsync(db, [editionId], words, cancellationToken)).TryGetValue(editionId, out var edition) ? Run(edition) : [];

    /// <summary>What the checks look at in some editions of a newspaper, by their ids: two commands, however many they are. Those without pages are left out.</summary>
    /// <inheritdoc cref="RunAsync" path="/param"/>
    /// <param name="editionIds">The editions; for none, nothing is asked.</param>
    public static async Task<IReadOnlyDictionary<int, EditionToCheck>> LoadAsync(
        PaperDbContext db, IReadOnlyCollection<int> editionIds, IReadOnlyList<WordRule> words, CancellationToken cancellationToken)
    {
        if (editionIds.Count == 0)
        {
            return new Dictionary<int, EditionToCheck>();
        }

        var pages = await db.PrintPages.AsNoTracking()
            .Where(page => editionIds.Contains(page.EditionId))
            .OrderBy(page => page.Position)
            .Select(page => new { page.Id, page.EditionId, page.Label, HasFacsimile = page.FacsimileVersion != null, page.Edition.Date })
            .ToListAsync(cancellationToken);
        var articles = await db.Articles.AsNoTracking()
            .Where(article => editionIds.Contains(article.Page.EditionId) && article.Withdrawal == null)
            .OrderBy(article => article.Position).ThenBy(article => article.Id)
            .Select(article => new
            {
                article.PageId,
                article.Number,
                article.Kicker,
                article.Title,
                article.Subtitle,
                article.Body,
                article.Photographers,
                HasArea = article.Areas.Any(),
                Photos = article.Photos.OrderBy(photo => photo.Position).Select(photo => new PhotoToCheck(photo.Caption, photo.Credit)).ToList(),
            })
            .AsSingleQuery()
            .ToListAsync(cancellationToken);
        var byPage = articles.ToLookup(article => article.PageId);
        return pages.GroupBy(page => page.EditionId).ToDictionary(edition => edition.Key, edition => new EditionToCheck(
            edition.First().Date, words, [.. edition.Select(page => new PageToCheck(page.Label.Value, page.HasFacsimile, [.. byPage[page.Id]
            .Select(article => new ArticleToCheck
            {
                Number = article.Number,
                Kicker = article.Kicker,
                Title = article.Title,
                Subtitle = article.Subtitle,
                Body = article.Body,
                HasPhotographers = article.Photographers.Count > 0,
                HasArea = article.HasArea,
                Photos = article.Photos,
            })]))]));
    }

    public static IReadOnlyList<Finding> Run(EditionToCheck edition)
    {
        var findings = new List<Finding>();
        var duplicates = Duplicates(edition).ToLookup(finding => (finding.Label, finding.Number));
        foreach (var page in edition.Pages)
        {
            if (page.Articles.Count == 0)
            {
                findings.Add(new Finding(FindingKind.PageWithoutArticle, page.Label, null, null, 0, 0));
            }

            foreach (var article in page.Articles)
            {
                findings.AddRange(OfArticle(edition, page, article));
                findings.AddRange(duplicates[(page.Label, article.Number)]);
            }
        }

        return findings;
    }

    /// <summary>The findings of one article, in the context of its edition.</summary>
    public static IReadOnlyList<Finding> Run(EditionToCheck edition, string label, int number)
    {
        var page = edition.Pages.FirstOrDefault(page => page.Label == label);
        return page?.Articles.FirstOrDefault(article => article.Number == number) is { } article
            ? [.. OfArticle(edition, page, article), .. Duplicates(edition).Where(finding => finding.Label == label && finding.Number == number)]
            : [];
    }

    private static IEnumerable<Finding> OfArticle(EditionToCheck edition, PageToCheck page, ArticleToCheck article)
    {
        if (string.IsNullOrWhiteSpace(article.Title) || article.Title == ArticleRules.Untitled)
        {
            yield return Of(FindingKind.MissingTitle, "Title");
        }

        if (page.HasFacsimile && !article.HasArea)
        {
            yield return Of(FindingKind.ArticleWithoutArea, null);
        }

        var fields = new List<(string Name, string? Text)>
        {
            ("Kicker", article.Kicker), ("Title", article.Title), ("Subtitle", article.Subtitle), ("Body", article.Body),
        };
        for (var i = 0; i < article.Photos.Count; i++)
        {
            var photo = article.Photos[i];
            fields.Add(($"Photos[{i}].Caption", photo.Caption));
            if (string.IsNullOrWhiteSpace(photo.Caption))
            {
                yield return Of(FindingKind.MissingCaption, $"Photos[{i}].Caption", Number(i + 1));
            }

            if (string.IsNullOrWhiteSpace(photo.Credit) && !article.HasPhotographers)
            {
                yield return Of(FindingKind.MissingCredit, $"Photos[{i}].Credit", Number(i + 1));
            }
        }

        foreach (var (name, text) in fields.Where(field => !string.IsNullOrEmpty(field.Text)))
        {
            foreach (var found in TextChecks.Run(text!, edition.Date, edition.WordList))
            {
                yield return new Finding(found.Kind, page.Label, article.Number, name, found.Offset, found.Length, found.Arguments);
            }
        }

        Finding Of(FindingKind kind, string? field, params string[] arguments) => new(kind, page.Label, article.Number, field, 0, 0, arguments);
    }

    /// <summary>Long paragraphs that stand more than once, each pointing at another place of the same words.</summary>
    private static IEnumerable<Finding> Duplicates(EditionToCheck edition)
    {
        var places = new Dictionary<string, List<(string Label, int Number, int Offset, int Length)>>(StringComparer.Ordinal);
        foreach (var page in edition.Pages)
        {
            foreach (var article in page.Articles)
            {
                foreach (var (offset, length) in Paragraphs(article.Body))
                {
                    var words = string.Concat(article.Body.AsSpan(offset, length).ToString().Where(char.IsLetterOrDigit));
                    if (words.Length >= LongParagraph)
                    {
                        if (!places.TryGetValue(words, out var same))
                        {
                            places.Add(words, same = []);
                        }

                        same.Add((page.Label, article.Number, offset, length));
                    }
                }
            }
        }

        foreach (var same in places.Values.Where(same => same.Count > 1))
        {
            foreach (var place in same)
            {
                var other = same.First(other => other != place);
                string[] where = (other.Label, other.Number) == (place.Label, place.Number) ? [] : [other.Label, Number(other.Number)];
                yield return new Finding(FindingKind.DuplicateText, place.Label, place.Number, "Body", place.Offset, place.Length, where);
            }
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<(int Offset, int Length)> Paragraphs(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            yield return (start, end - start);
            start = end + 1;
        }
    }
}
