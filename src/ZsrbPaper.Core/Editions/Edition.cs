using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Newspapers;

namespace ZsrbPaper.Core.Editions;

/// <summary>One day's newspaper (期). Its date never changes, and no two editions of a newspaper share one.</summary>
public sealed class Edition : IVersioned
{
    private readonly List<PrintPage> _pages = [];
    private readonly List<RetiredNumber> _retiredNumbers = [];

    public const int NoteMaxLength = 500;

    public Edition(Newspaper newspaper, DateOnly date)
    {
        Newspaper = newspaper;
        Date = date;
    }

    private Edition() => Newspaper = null!;

    public int Id { get; private set; }

    public int NewspaperId { get; private set; }

    public Newspaper Newspaper { get; private set; }

    /// <summary>The date printed on the paper, in the newspaper's time zone.</summary>
    public DateOnly Date { get; private set; }

    /// <summary>Running issue number (总第…期); null when unknown.</summary>
    public int? Number { get; set; }

    /// <summary>The release time planned for the edition, UTC; null when none was given. A plan shows nothing to readers.</summary>
    public DateTime? PlannedRelease { get; set; }

    /// <summary>When the edition was signed off (签发), UTC; null for a draft.</summary>
    public DateTime? SignedOffAt { get; private set; }

    /// <summary>Who signed it off; null for a draft and for what was signed off before there was a desk.</summary>
    public string? SignedOffBy { get; private set; }

    /// <summary>Since when a change made after sign-off holds the release, UTC; null when nothing does.</summary>
    public DateTime? HeldSince { get; private set; }

    /// <summary>What was changed after sign-off, in words for the chief on duty.</summary>
    public string? HeldBecause { get; private set; }

    /// <summary>From when on readers see the signed-off edition, UTC; null for a draft.</summary>
    public DateTime? ReleaseAt { get; private set; }

    /// <summary>Hash of the whole edition's PDF in the media store; null when there is none or it is withheld.</summary>
    public string? PdfHash { get; set; }

    public bool IsSample { get; set; }

    /// <summary>What of the edition itself (not its pages) was last imported; null when it never came from a package.</summary>
    public string? ImportedFingerprint { get; set; }

    /// <summary>When anything of the edition last changed, UTC.</summary>
    public DateTime ModifiedAt { get; set; }

    public int Version { get; private set; }

    /// <summary>The pages; print order is <see cref="PrintPage.Position"/>.</summary>
    public IReadOnlyCollection<PrintPage> Pages => _pages;

    /// <summary>Article numbers of this edition that may never be used again.</summary>
    public IReadOnlyCollection<RetiredNumber> RetiredNumbers => _retiredNumbers;

    public PrintPage AddPage(PageLabel label, string section, int position)
    {
        if (_pages.Any(page => page.Label.Value == label.Value))
        {
            throw new InvalidOperationException($"The edition of {Date:yyyy-MM-dd} has a page {label} already.");
        }

        var page = new PrintPage(this, label, section) { Position = position };
        _pages.Add(page);
        return page;
    }

    /// <summary>Takes a page that no reader ever saw out of the edition and retires the numbers of its articles.</summary>
    public void RemovePage(PrintPage page, DateTime now)
    {
        RefuseAfterRelease(now);
        foreach (var article in page.Articles)
        {
            Retire(page.Label, article.Number);
        }

        _pages.Remove(page);
    }

    /// <summary>Takes an article that no reader ever saw out of the edition and retires its number.</summary>
    public void RemoveArticle(Article article, DateTime now)
    {
        RefuseAfterRelease(now);
        Retire(article.Page.Label, article.Number);
        article.Page.Remove(article);
    }

    /// <summary>Marks a number as used up on a page of this edition; harmless when it already is.</summary>
    public void Retire(PageLabel label, int number)
    {
        if (!IsRetired(label, number))
        {
            _retiredNumbers.Add(new RetiredNumber(this, label, number));
        }
    }

    public bool IsRetired(PageLabel label, int number) =>
        _retiredNumbers.Any(retired => retired.Label.Value == label.Value && retired.Number == number);

    /// <summary>
    /// Signs the edition off for a release time (UTC); doing it again moves nothing. False when it was signed off before.
    /// When that releases it at once, the ordinals of old addresses are fixed, so all pages and articles must be loaded.
    /// </summary>
    public bool SignOff(DateTime now, DateTime releaseAt, string? by = null)
    {
        if (SignedOffAt is not null)
        {
            return false;
        }

        SignedOffAt = now;
        SignedOffBy = by;
        ReleaseAt = releaseAt;
        HeldSince = null;
        HeldBecause = null;
        if (IsReleased(now))
        {
            FixOriginalOrdinals();
        }

        return true;
    }

    /// <summary>
    /// Takes the sign-off of an edition that is not released yet back because it was changed, and holds its release: the time
    /// stays planned. False when there is no sign-off to take back; a released edition stays released.
    /// </summary>
    public bool Hold(DateTime now, string because)
    {
        if (SignedOffAt is null || IsReleased(now))
        {
            return false;
        }

        PlannedRelease = ReleaseAt;
        TakeBackSignOff();
        HeldSince = now;
        HeldBecause = because;
        return true;
    }

    /// <summary>Takes the sign-off back on the desk's own wish; nothing is held then. False when there is none, or readers see the edition.</summary>
    public bool RevokeSignOff(DateTime now)
    {
        if (SignedOffAt is null || IsReleased(now))
        {
            return false;
        }

        TakeBackSignOff();
        return true;
    }

    /// <summary>Whether readers see the edition at this moment (UTC). The queries' form of this rule is <see cref="Visibility"/>.</summary>
    public bool IsReleased(DateTime now) => SignedOffAt is not null && ReleaseAt <= now;

    /// <summary>
    /// The ordinals under which old addresses know the pages, fixed or not: those that have one keep it, see
    /// <see cref="OriginalOrdinals.AtRelease"/>.
    /// </summary>
    public IReadOnlyDictionary<PrintPage, int> Parts() => Parts(OriginalOrdinals.AtRelease);

    /// <summary>
    /// Writes down the ordinals under which old addresses know the pages and articles. Called at first release, or before
    /// the first change after it, from which on they are permanent.
    /// </summary>
    public void FixOriginalOrdinals() => FixOrdinals(OriginalOrdinals.AtRelease);

    /// <summary>Gives the pages and articles that came to a released edition, whose ordinals are fixed, the ordinals after those.</summary>
    public void FixLaterOrdinals() => FixOrdinals(OriginalOrdinals.AfterRelease);

    private void TakeBackSignOff()
    {
        SignedOffAt = null;
        SignedOffBy = null;
        ReleaseAt = null;
    }

    private void FixOrdinals(Func<IReadOnlyList<int?>, IReadOnlyList<int>> rule)
    {
        foreach (var (page, part) in Parts(rule))
        {
            page.Part = part;
            foreach (var (article, number) in page.OldNumbers(rule))
            {
                article.OldNumber = number;
            }
        }
    }

    private Dictionary<PrintPage, int> Parts(Func<IReadOnlyList<int?>, IReadOnlyList<int>> rule)
    {
        var pages = _pages.OrderBy(page => page.Position).ToList();
        return pages.Zip(rule([.. pages.Select(page => page.Part)])).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private void RefuseAfterRelease(DateTime now)
    {
        if (IsReleased(now))
        {
            throw new InvalidOperationException($"The edition of {Date:yyyy-MM-dd} is released: its addresses are permanent.");
        }
    }
}
