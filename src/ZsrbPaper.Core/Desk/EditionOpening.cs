using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Desk;

/// <summary>Opens a new edition as a draft, from a page plan that was typed or agreed to.</summary>
public sealed class EditionOpening(PaperDbContext db, DeskChanges changes, TimeProvider clock)
{
    /// <summary>More pages than any edition has; a plan with more is not a plan.</summary>
    public const int MaxPages = 500;

    /// <summary>How far ahead a free date is looked for.</summary>
    private const int Days = 62;

    /// <summary>The plan as it stands in the text box: one line per page, label and section.</summary>
    public static string Write(IEnumerable<PlannedPage> plan) => string.Join('\n', plan.Select(page => $"{page.Label} {page.Section}".TrimEnd()));

    /// <summary>Reads the text box; problems are sentences that name the line.</summary>
    public static (IReadOnlyList<PlannedPage> Plan, IReadOnlyList<Sentence> Problems) Read(string? text)
    {
        var plan = new List<PlannedPage>();
        var problems = new List<Sentence>();
        var number = 0;
        foreach (var line in (text ?? "").Split('\n'))
        {
            number++;
            var words = line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length == 0)
            {
                continue;
            }

            var section = words.Length > 1 ? words[1] : "";
            if (plan.Count == MaxPages)
            {
                problems.Add($"最多 {MaxPages} 个版。");
                break;
            }

            if (!PageLabel.TryParse(words[0], out var label))
            {
                problems.Add($"第 {number} 行：“{words[0]}”不是版次，写成 A03 或 A02-A03。");
            }
            else if (section.Length > PrintPage.SectionMaxLength)
            {
                problems.Add($"第 {number} 行：版名超过 {PrintPage.SectionMaxLength} 个字。");
            }
            else if (plan.Find(page => page.Label.Overlaps(label)) is { } other)
            {
                problems.Add($"第 {number} 行：版次 {label} 与 {other.Label} 重叠。");
            }
            else
            {
                plan.Add(new PlannedPage(label, section));
            }
        }

        return (plan, problems);
    }

    /// <summary>The first date from today on, in the newspaper's time zone, that has no edition.</summary>
    public async Task<DateOnly> NextDateAsync(Newspaper newspaper, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), newspaper.GetTimeZone()).DateTime);
        var last = today.AddDays(Days);
        var taken = await db.Editions.Where(edition => edition.NewspaperId == newspaper.Id && edition.Date >= today && edition.Date <= last && !edition.IsSample)
            .Select(edition => edition.Date)
            .ToListAsync(cancellationToken);
        return Enumerable.Range(0, Days).Select(today.AddDays).FirstOrDefault(date => !taken.Contains(date), today);
    }

    /// <summary>The running issue number (总第) after that of the last edition before the date; null where none is known.</summary>
    public async Task<int?> NextNumberAsync(Newspaper newspaper, DateOnly date, CancellationToken cancellationToken) => await db.Editions
        .Where(edition => edition.NewspaperId == newspaper.Id && edition.Date < date && edition.Number != null && !edition.IsSample)
        .OrderByDescending(edition => edition.Date)
        .Select(edition => edition.Number + 1)
        .FirstOrDefaultAsync(cancellationToken);

    /// <summary>
    /// False when the date has an edition, as when the form was sent twice; nothing is stored then. The program's own samples give way to the
    /// first real edition, as they do to an imported one.
    /// </summary>
    /// <param name="newspaper">Tracked by this context.</param>
    /// <param name="date">The date printed on the paper.</param>
    /// <param name="number">The running issue number, if it is known.</param>
    /// <param name="plan">Labels do not overlap, see <see cref="Read"/>.</param>
    /// <param name="by">User name.</param>
    /// <param name="cancellationToken">Given up with the request.</param>
    public async Task<bool> OpenAsync(
        Newspaper newspaper, DateOnly date, int? number, IReadOnlyList<PlannedPage> plan, string by, CancellationToken cancellationToken)
    {
        if (await db.Editions.AnyAsync(edition => edition.NewspaperId == newspaper.Id && edition.Date == date && !edition.IsSample, cancellationToken))
        {
            return false;
        }

        await SampleRemover.MarkAsync(db, newspaper, cancellationToken);
        newspaper.IsSample = false;
        var edition = new Edition(newspaper, date) { Number = number };
        foreach (var page in plan)
        {
            edition.AddPage(page.Label, page.Section, edition.Pages.Count).ChangedBy = by;
        }

        db.Editions.Add(edition);
        changes.EditionChanged(edition, by, Acts.EditionOpened, plan.Count == 0 ? null : string.Join(' ', plan.Select(page => page.Label)));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (db.IsUniqueViolation(exception))
        {
            db.Discard();
            return false;
        }
    }
}
