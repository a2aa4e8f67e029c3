using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;

namespace ZsrbPaper.TestSupport.Editions;

/// <summary>An edition in the making: <see cref="SaveAsync"/> writes rows, <see cref="PackageWriter"/> a package folder.</summary>
public sealed class EditionBuilder(DateOnly date)
{
    private readonly List<PageBuilder> _pages = [];
    private DateTime? _releaseAt;

    public DateOnly Date => date;

    public string Code { get; private set; } = Paper.Code;

    public int? Number { get; private set; }

    /// <summary>The release that is planned, in the newspaper's local time.</summary>
    public DateTime? Release { get; private set; }

    public bool IsDraft { get; private set; }

    public IReadOnlyList<PageBuilder> Pages => _pages;

    private PageBuilder Last => _pages.Count > 0 ? _pages[^1] : throw new InvalidOperationException("Call WithPage first.");

    public EditionBuilder Of(string code)
    {
        Code = code;
        return this;
    }

    public EditionBuilder Numbered(int number)
    {
        Number = number;
        return this;
    }

    /// <summary>Not signed off.</summary>
    public EditionBuilder Draft()
    {
        IsDraft = true;
        return this;
    }

    /// <summary>Signed off for this moment, such as <c>2024-03-01T06:00:00Z</c>.</summary>
    public EditionBuilder ReleasedAt(string moment)
    {
        _releaseAt = DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;
        return this;
    }

    /// <summary>The release planned for it, local time such as <c>2024-03-01T06:00</c>; shows nothing to readers by itself.</summary>
    public EditionBuilder Planned(string localTime)
    {
        Release = DateTime.Parse(localTime, System.Globalization.CultureInfo.InvariantCulture);
        return this;
    }

    /// <summary>Adds a page in print order; the following articles stand on it.</summary>
    public EditionBuilder WithPage(string label, string section = "新闻", Action<PageBuilder>? more = null)
    {
        var page = new PageBuilder(label, section);
        more?.Invoke(page);
        _pages.Add(page);
        return this;
    }

    /// <summary>Adds an article to the last page, with the next number.</summary>
    public EditionBuilder WithArticle(string title, Action<ArticleBuilder>? more = null)
    {
        var article = new ArticleBuilder(title) { Number = Last.Articles.Count == 0 ? 1 : Last.Articles.Max(other => other.Number) + 1 };
        more?.Invoke(article);
        Last.Articles.Add(article);
        return this;
    }

    /// <summary>Writes the edition and, where it is missing, its newspaper.</summary>
    public async Task<Edition> SaveAsync(PaperDbContext db, CancellationToken cancellationToken)
    {
        var newspaper = await db.Newspapers.SingleOrDefaultAsync(newspaper => newspaper.Code == Code, cancellationToken);
        if (newspaper is null)
        {
            db.Add(newspaper = Paper.Newspaper(Code));
        }

        var edition = ToEdition(newspaper);
        db.Add(edition);
        await db.SaveChangesAsync(cancellationToken);
        return edition;
    }

    /// <summary>The edition as entities, not yet in any database.</summary>
    public Edition ToEdition(Newspaper newspaper)
    {
        var midnight = TimeZoneInfo.ConvertTimeToUtc(date.ToDateTime(TimeOnly.MinValue), newspaper.GetTimeZone());
        var edition = new Edition(newspaper, date) { Number = Number, ModifiedAt = midnight };
        if (Release is { } release)
        {
            edition.PlannedRelease = TimeZoneInfo.ConvertTimeToUtc(release, newspaper.GetTimeZone());
        }

        foreach (var page in _pages)
        {
            page.AddTo(edition, midnight);
        }

        foreach (var (page, article) in _pages.SelectMany(page => page.Articles.Select(article => (page, article))))
        {
            article.AddAreas(edition, page.Label);
        }

        if (!IsDraft)
        {
            edition.SignOff(midnight.AddHours(-6), _releaseAt ?? midnight);
        }

        return edition;
    }
}

/// <summary>A page of an <see cref="EditionBuilder"/>.</summary>
public sealed class PageBuilder(string label, string section)
{
    public string Label => label;

    public string Section => section;

    public List<ArticleBuilder> Articles { get; } = [];

    public List<string> Editors { get; } = [];

    public int? Part { get; set; }

    /// <summary>Whether the page has a picture; without one it is a list.</summary>
    public bool HasPicture { get; set; }

    public bool HasPdf { get; set; }

    public PageBuilder WithPicture()
    {
        HasPicture = true;
        return this;
    }

    public PageBuilder WithPdf()
    {
        HasPdf = true;
        return this;
    }

    public PageBuilder EditedBy(params string[] names)
    {
        Editors.AddRange(names);
        return this;
    }

    internal void AddTo(Edition edition, DateTime now)
    {
        var page = edition.AddPage(PageLabel.Parse(label), section, edition.Pages.Count);
        page.Part = Part;
        page.Editors = [.. Editors];
        if (HasPicture)
        {
            // Rows only: tests that look at the picture itself import a package.
            page.PictureHash = Hashes.Of($"{edition.Date:O} {label} picture");
            page.PictureExtension = "png";
            page.FacsimileVersion = "v1";
            (page.FacsimileWidth, page.FacsimileHeight) = (TinyFiles.PageWidth, TinyFiles.PageHeight);
        }

        page.PdfHash = HasPdf ? Hashes.Of($"{edition.Date:O} {label} pdf") : null;
        foreach (var article in Articles)
        {
            article.AddTo(page, now);
        }
    }
}

/// <summary>An article of an <see cref="EditionBuilder"/>.</summary>
public sealed class ArticleBuilder(string title)
{
    public int Number { get; set; }

    public string Title => title;

    public string? Kicker { get; set; }

    public string? Subtitle { get; set; }

    public string? Column { get; set; }

    public ArticleKind Kind { get; set; }

    public List<string> Reporters { get; } = [];

    public string? Source { get; set; } = "中山日报";

    public string Body { get; set; } = "本报讯 一段正文。";

    public string? Correction { get; set; }

    public string? Withdrawal { get; set; }

    public int? OldNumber { get; set; }

    /// <summary>Areas with the label of the page they lie on; null for the article's own page.</summary>
    public List<(string? Page, AreaShape Shape)> Areas { get; } = [];

    public List<(string File, string Caption, string Credit)> Photos { get; } = [];

    public ArticleBuilder At(decimal left, decimal top, decimal right, decimal bottom)
    {
        Areas.Add((null, Paper.Area(left, top, right, bottom)));
        return this;
    }

    /// <summary>A continuation (转版) on another page of the edition.</summary>
    public ArticleBuilder ContinuedOn(string label, decimal left = 10, decimal top = 10, decimal right = 40, decimal bottom = 40)
    {
        Areas.Add((label, Paper.Area(left, top, right, bottom)));
        return this;
    }

    public ArticleBuilder By(params string[] reporters)
    {
        Reporters.AddRange(reporters);
        return this;
    }

    public ArticleBuilder WithPhoto(string file, string caption = "图说", string credit = "通讯员供图")
    {
        Photos.Add((file, caption, credit));
        return this;
    }

    public ArticleBuilder Withdrawn(string reason = "应作者要求撤稿")
    {
        Withdrawal = reason;
        return this;
    }

    internal void AddTo(PrintPage page, DateTime now)
    {
        var article = page.AddArticle(Number, title, now);
        article.Kicker = Kicker;
        article.Subtitle = Subtitle;
        article.Column = Column;
        article.Kind = Kind;
        article.Reporters = [.. Reporters];
        article.Source = Source;
        article.Body = Body;
        article.Correction = Correction;
        article.Withdrawal = Withdrawal;
        article.OldNumber = OldNumber;
        foreach (var (file, caption, credit) in Photos)
        {
            var photo = article.AddPhoto(file, Hashes.Of(file), Path.GetExtension(file)[1..], 640, 480);
            photo.Caption = caption;
            photo.Credit = credit;
        }
    }

    internal void AddAreas(Edition edition, string ownLabel)
    {
        var pages = edition.Pages.ToDictionary(page => page.Label.Value);
        var article = pages[PageLabel.Parse(ownLabel).Value].Articles.Single(article => article.Number == Number);
        foreach (var (label, shape) in Areas)
        {
            article.AddArea(pages[PageLabel.Parse(label ?? ownLabel).Value], shape);
        }
    }
}
