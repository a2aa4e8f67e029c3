using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Purging;

/// <summary>
/// The words by which caches beyond the portal know what an answer tells of (surrogate keys, cache tags), and which of them a change concerns. Letters,
/// digits, <c>-</c> and <c>_</c> only, which every such cache takes.
/// </summary>
/// <remarks>
/// An answer about an edition depends on its neighbours too, even on days that have none yet. So it has the days of all three, and a change of a day
/// concerns the editions nearest to it: one that appears between two others is found by theirs.
/// </remarks>
public static class CacheTags
{
    /// <summary>Every answer.</summary>
    public const string All = "paper";

    /// <summary>Answers about all newspapers: a change of any concerns them.</summary>
    private const string Lists = "paper_lists";

    /// <summary>Changes of more days of a newspaper at once are told as one of the whole newspaper.</summary>
    private const int MostDays = 20;

    /// <summary>Of an answer about all newspapers.</summary>
    public static IReadOnlyList<string> OfEverything { get; } = [All, Lists];

    /// <summary>Of an answer about a newspaper as a whole.</summary>
    public static IReadOnlyList<string> OfNewspaper(string newspaper) => [All, Newspaper(newspaper), ListsOf(newspaper)];

    /// <summary>Of an answer about one edition.</summary>
    /// <param name="before">The edition before; null when there is none.</param>
    /// <param name="after">The edition after; null when there is none.</param>
    public static IReadOnlyList<string> OfEdition(string newspaper, DateOnly date, DateOnly? before, DateOnly? after) =>
        [All, Newspaper(newspaper), .. new[] { before, date, after }.OfType<DateOnly>().Select(day => Day(newspaper, day))];

    /// <summary>Those whose answers may be others after the changes.</summary>
    /// <param name="now">UTC: what readers see then lies next to what changed.</param>
    public static async Task<IReadOnlySet<string>> ConcernedAsync(PaperDbContext db, IReadOnlyCollection<ChangedPlace> changes, DateTime now, CancellationToken cancellationToken)
    {
        if (changes.Any(change => change.Newspaper is null))
        {
            return new HashSet<string> { All };
        }

        var tags = new HashSet<string> { Lists };
        foreach (var newspaper in changes.GroupBy(change => change.Newspaper!))
        {
            var days = newspaper.Select(change => change.Date).Distinct().ToList();
            if (days.Contains(null) || days.Count > MostDays)
            {
                tags.Add(Newspaper(newspaper.Key));
                continue;
            }

            tags.Add(ListsOf(newspaper.Key));
            foreach (var day in days.OfType<DateOnly>())
            {
                var visible = db.Editions.AsNoTracking().VisibleToReaders(now).Where(edition => edition.Newspaper.Code == newspaper.Key);
                var before = await visible.Where(edition => edition.Date < day).OrderByDescending(edition => edition.Date)
                    .Select(edition => (DateOnly?)edition.Date).FirstOrDefaultAsync(cancellationToken);
                var after = await visible.Where(edition => edition.Date > day).OrderBy(edition => edition.Date)
                    .Select(edition => (DateOnly?)edition.Date).FirstOrDefaultAsync(cancellationToken);
                tags.UnionWith(new[] { before, day, after }.OfType<DateOnly>().Select(date => Day(newspaper.Key, date)));
            }
        }

        return tags;
    }

    private static string Newspaper(string code) => $"paper-{code}";

    private static string ListsOf(string code) => $"paper-{code}_lists";

    private static string Day(string code, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"paper-{code}-{day:yyyy-MM-dd}");
}
