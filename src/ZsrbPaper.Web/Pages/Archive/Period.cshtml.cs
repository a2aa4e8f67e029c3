using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Web.Pages.Archive;

/// <summary>A year (twelve small calendars) or a month (one large) of a newspaper's archive.</summary>
public sealed class PeriodModel(EditionReader reader) : PageModel
{
    public PageFrame Frame { get; private set; } = null!;

    public Masthead Newspaper { get; private set; } = null!;

    public int Year { get; private set; }

    /// <summary>Null for a whole year.</summary>
    public int? Month { get; private set; }

    /// <summary>One month, or the year's twelve.</summary>
    public IReadOnlyList<CalendarMonth> Months { get; private set; } = [];

    /// <summary>Addresses of the neighbours within the archive; null at its ends.</summary>
    public string? PreviousYear { get; private set; }

    public string? NextYear { get; private set; }

    public string? PreviousMonth { get; private set; }

    public string? NextMonth { get; private set; }

    public async Task<IActionResult> OnGetAsync(string newspaper, string period, CancellationToken cancellationToken)
    {
        if (!TryRead(period, out var first, out var last)
            || await reader.FindArchiveAsync(newspaper, cancellationToken) is not { First: { } oldest, Last: { } latest } archive
            || last < oldest
            || first > latest)
        {
            return NotFound();
        }

        var dates = (await reader.ListDatesAsync(newspaper, first, last, cancellationToken)).ToHashSet();
        Newspaper = archive.Newspaper;
        Year = first.Year;
        Month = first.Month == last.Month ? first.Month : null;
        Months = Enumerable.Range(first.Month, last.Month - first.Month + 1).Select(month => new CalendarMonth(Year, month, dates)).ToList();
        SetNeighbours(oldest, latest);
        var name = Month is { } one ? $"{Year}年{one}月" : $"{Year}年";
        Frame = new PageFrame(
            new PageMeta(
                $"{Newspaper.Name} {name} 往期报纸",
                $"{Newspaper.Name}{name}数字报,共{dates.Count}期。",
                Month is { } month ? Addresses.Archive(newspaper, Year, month) : Addresses.Archive(newspaper, Year),
                Month is null ? PreviousYear : PreviousMonth,
                Month is null ? NextYear : NextMonth),
            Month is null ? "year" : "month", Newspaper);
        return Page();
    }

    private void SetNeighbours(DateOnly oldest, DateOnly latest)
    {
        var code = Newspaper.Code;
        if (Month is not { } month)
        {
            PreviousYear = Year > oldest.Year ? Addresses.Archive(code, Year - 1) : null;
            NextYear = Year < latest.Year ? Addresses.Archive(code, Year + 1) : null;
            return;
        }

        // A year away, or as far as the archive goes in that year.
        string? At(int index) => index < Index(oldest) || index > Index(latest) ? null : Addresses.Archive(code, index / 12, (index % 12) + 1);
        var here = (Year * 12) + month - 1;
        PreviousMonth = At(here - 1);
        NextMonth = At(here + 1);
        PreviousYear = Year > oldest.Year ? At(Math.Max(here - 12, Index(oldest))) : null;
        NextYear = Year < latest.Year ? At(Math.Min(here + 12, Index(latest))) : null;
    }

    private static int Index(DateOnly date) => (date.Year * 12) + date.Month - 1;

    private static bool TryRead(string period, out DateOnly first, out DateOnly last)
    {
        if (DateOnly.TryParseExact(period, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out first))
        {
            last = new DateOnly(first.Year, first.Month, DateTime.DaysInMonth(first.Year, first.Month));
            return true;
        }

        last = default;
        if (!DateOnly.TryParseExact(period, "yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out first))
        {
            return false;
        }

        last = new DateOnly(first.Year, 12, 31);
        return true;
    }
}
