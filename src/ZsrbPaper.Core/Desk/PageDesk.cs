using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.Desk;

/// <summary>A page by its address.</summary>
public readonly record struct PageAddress(string Newspaper, DateOnly Date, PageLabel Label);

/// <summary>One area as the editor drew it.</summary>
/// <param name="Label">Page on which the area's article starts; another than the drawn page's for a continuation (转版).</param>
/// <param name="Number">The article's number on that page.</param>
/// <param name="Points">As <see cref="AreaShape.Text"/>: <c>x,y x,y …</c> in percent.</param>
public sealed record DrawnArea(PageLabel Label, int Number, string Points);

/// <summary>What is said of a page besides its articles.</summary>
public sealed record PageFacts(string Section, IReadOnlyList<string> Editors, IReadOnlyList<string> Designers, IReadOnlyList<string> Proofreaders);

public enum PageSaveOutcome
{
    Saved,

    /// <summary>It was so already.</summary>
    Unchanged,

    /// <summary>Somebody changed the page since it was shown; nothing was stored.</summary>
    Conflict,

    /// <summary>It cannot be stored, for the reason given.</summary>
    Invalid,

    /// <summary>Readers see the edition, whose addresses are permanent.</summary>
    Released,

    /// <summary>There is no such page or article (any more).</summary>
    Missing,
}

/// <summary>How a change of a page went.</summary>
/// <param name="Version">The page's version now, the basis of the next save; 0 when nothing was stored.</param>
/// <param name="Problem">A sentence when the outcome is <see cref="PageSaveOutcome.Invalid"/>.</param>
/// <param name="Number">Of an article that was added.</param>
public sealed record PageSave(PageSaveOutcome Outcome, int Version = 0, string? Problem = null, int? Number = null);

/// <summary>
/// Making up a page at the desk: its areas, the articles on it and their order, its facts. Every save names the version of the page
/// that its author saw, so that nothing is overwritten unseen.
/// </summary>
public sealed class PageDesk(PaperDbContext db, DeskChanges changes, TimeProvider clock)
{
    /// <summary>Most areas on one page; a full page has about thirty.</summary>
    public const int MaxAreas = 300;

    /// <summary>Most articles on one page.</summary>
    public const int MaxArticles = 200;

    private const int MaxNames = 30;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Replaces all areas that lie on the page. Areas of the same articles on other pages stay. Allowed after release too: no word
    /// changes by it. The areas of withdrawn articles cannot change, because they say what is masked.
    /// </summary>
    public Task<PageSave> SaveAreasAsync(PageAddress address, int version, IReadOnlyList<DrawnArea> areas, string by, CancellationToken cancellationToken) =>
        ChangeAsync(address, version, page => ReplaceAreas(page, areas), by, cancellationToken);

    /// <summary>Puts the page's articles into the order of these numbers, which must be all of them.</summary>
    public Task<PageSave> OrderAsync(PageAddress address, int version, IReadOnlyList<int> numbers, string by, CancellationToken cancellationToken) =>
        ChangeAsync(address, version, page => Order(page, numbers), by, cancellationToken);

    /// <summary>Moves one article up (negative) or down the page's list by so many places, as far as there are.</summary>
    public Task<PageSave> MoveAsync(PageAddress address, int version, int number, int places, string by, CancellationToken cancellationToken) =>
        ChangeAsync(
            address, version,
            page =>
            {
                var numbers = InOrder(page).Select(article => article.Number).ToList();
                var from = numbers.IndexOf(number);
                if (from < 0)
                {
                    return new Change(PageSaveOutcome.Missing);
                }

                numbers.RemoveAt(from);
                numbers.Insert((int)Math.Clamp((long)from + places, 0, numbers.Count), number);
                return Order(page, numbers);
            },
            by, cancellationToken);

    /// <summary>Adds an article under the next number that was never given on this page.</summary>
    public Task<PageSave> AddArticleAsync(PageAddress address, string title, string body, string by, CancellationToken cancellationToken) =>
        ChangeAsync(address, null, page => Add(page, title, body, by), by, cancellationToken);

    /// <summary>Takes an article out of an edition that no reader has seen; its number never comes back.</summary>
    public Task<PageSave> RemoveArticleAsync(PageAddress address, int number, string by, CancellationToken cancellationToken) =>
        ChangeAsync(address, null, page => Remove(page, number), by, cancellationToken);

    public Task<PageSave> SaveFactsAsync(PageAddress address, int version, PageFacts facts, string by, CancellationToken cancellationToken) =>
        ChangeAsync(address, version, page => SetFacts(page, facts), by, cancellationToken);

    /// <summary>Takes the page with all its articles out of an edition that no reader has seen.</summary>
    public async Task<PageSave> RemovePageAsync(PageAddress address, string by, CancellationToken cancellationToken)
    {
        if (await FindAsync(address, cancellationToken) is not { } page)
        {
            return new PageSave(PageSaveOutcome.Missing);
        }

        if (page.Edition.IsReleased(Now))
        {
            return new PageSave(PageSaveOutcome.Released);
        }

        changes.EditionChanged(page.Edition, by, Acts.PageRemoved, page.Label.Value);
        page.Edition.RemovePage(page, Now);
        db.Remove(page);
        return await StoreAsync(page, null, cancellationToken);
    }

    private static IEnumerable<Article> InOrder(PrintPage page) => page.Articles.OrderBy(article => article.Position).ThenBy(article => article.Number);

    private static Change ReplaceAreas(PrintPage page, IReadOnlyList<DrawnArea> areas)
    {
        if (areas.Count > MaxAreas)
        {
            return new Change(PageSaveOutcome.Invalid, Problem: string.Create(CultureInfo.InvariantCulture, $"一个版最多 {MaxAreas} 个热区。"));
        }

        var articles = page.Edition.Pages.SelectMany(other => other.Articles).ToList();
        var drawn = new Dictionary<Article, List<AreaShape>>();
        foreach (var area in areas)
        {
            if (articles.Find(article => article.Page.Label == area.Label && article.Number == area.Number) is not { } article)
            {
                return new Change(PageSaveOutcome.Invalid, Problem: string.Create(CultureInfo.InvariantCulture, $"没有 {area.Label} 版第 {area.Number} 篇，请给热区另选稿件。"));
            }

            if (TryShape(area.Points) is not { } shape)
            {
                return new Change(
                    PageSaveOutcome.Invalid,
                    Problem: string.Create(CultureInfo.InvariantCulture, $"热区的点要写成“x,y x,y x,y”，三到 {AreaShape.MaxPoints} 个，都在 0 到 100 之间：{Short(area.Points)}"));
            }

            drawn.TryAdd(article, []);
            if (!drawn[article].Contains(shape))
            {
                drawn[article].Add(shape);
            }
        }

        var changed = articles.Where(article => !OnPage(article).SequenceEqual(drawn.GetValueOrDefault(article) ?? [])).ToList();
        if (changed.Find(article => article.IsWithdrawn) is { } withdrawn)
        {
            return new Change(
                PageSaveOutcome.Invalid, Problem: string.Create(CultureInfo.InvariantCulture, $"{withdrawn.Page.Label} 版第 {withdrawn.Number} 篇已撤稿，版面上的遮盖由它的热区定，不能再改。"));
        }

        foreach (var article in changed)
        {
            article.ReplaceAreas(page, drawn.GetValueOrDefault(article) ?? []);
        }

        return changed.Count == 0
            ? new Change(PageSaveOutcome.Unchanged)
            : new Change(PageSaveOutcome.Saved, Acts.PageChanged, $"areas: {string.Join(", ", changed.Select(Name))}");

        IEnumerable<AreaShape> OnPage(Article article) => article.Areas.Where(area => area.Page == page).OrderBy(area => area.Position).Select(area => area.Shape);
    }

    private static string Name(Article article) => string.Create(CultureInfo.InvariantCulture, $"{article.Page.Label}/{article.Number}");

    private static string Short(string text) => text.Length > 40 ? $"{text[..40]}……" : text;

    /// <summary>The shape that the points are; null when they are none.</summary>
    private static AreaShape? TryShape(string points)
    {
        if (points.Length > 40 * AreaShape.MaxPoints)
        {
            return null;
        }

        var read = new List<AreaPoint>();
        foreach (var pair in points.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var numbers = pair.Split(',');
            if (numbers.Length != 2 || read.Count == AreaShape.MaxPoints || !TryPercent(numbers[0], out var x) || !TryPercent(numbers[1], out var y))
            {
                return null;
            }

            read.Add(new AreaPoint(x, y));
        }

        return read.Count < 3 ? null : AreaShape.From(read);
    }

    private static bool TryPercent(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value is >= 0 and <= 100;

    private static Change Order(PrintPage page, IReadOnlyList<int> numbers)
    {
        var articles = page.Articles.ToDictionary(article => article.Number);
        if (numbers.Count != articles.Count || numbers.Distinct().Count() != articles.Count || numbers.Any(number => !articles.ContainsKey(number)))
        {
            return new Change(PageSaveOutcome.Conflict);
        }

        if (InOrder(page).Select(article => article.Number).SequenceEqual(numbers))
        {
            return new Change(PageSaveOutcome.Unchanged);
        }

        for (var position = 0; position < numbers.Count; position++)
        {
            articles[numbers[position]].Position = position;
        }

        return new Change(PageSaveOutcome.Saved, Acts.PageChanged, $"order: {string.Join(", ", numbers)}");
    }

    private static Change SetFacts(PrintPage page, PageFacts facts)
    {
        var section = facts.Section.Trim();
        if (section.Length > PrintPage.SectionMaxLength || section.Any(char.IsControl))
        {
            return new Change(PageSaveOutcome.Invalid, Problem: string.Create(CultureInfo.InvariantCulture, $"版名最多 {PrintPage.SectionMaxLength} 字。"));
        }

        IReadOnlyList<string>[] names = [facts.Editors, facts.Designers, facts.Proofreaders];
        if (names.Any(list => list.Count > MaxNames || list.Any(name => name.Length is 0 or > Article.FactMaxLength || name.Any(char.IsControl))))
        {
            return new Change(PageSaveOutcome.Invalid, Problem: string.Create(CultureInfo.InvariantCulture, $"姓名最多 {MaxNames} 个，每个最多 {Article.FactMaxLength} 字。"));
        }

        if (section == page.Section && names[0].SequenceEqual(page.Editors) && names[1].SequenceEqual(page.Designers) && names[2].SequenceEqual(page.Proofreaders))
        {
            return new Change(PageSaveOutcome.Unchanged);
        }

        page.Section = section;
        page.Editors = [.. names[0]];
        page.Designers = [.. names[1]];
        page.Proofreaders = [.. names[2]];
        return new Change(PageSaveOutcome.Saved, Acts.PageChanged, "facts");
    }

    private Change Add(PrintPage page, string title, string body, string by)
    {
        if (page.Edition.IsReleased(Now))
        {
            return new Change(PageSaveOutcome.Released);
        }

        title = title.Trim();
        if (title.Length is 0 or > Article.TitleMaxLength || title.Any(char.IsControl) || body.Length > Article.BodyMaxLength)
        {
            return new Change(PageSaveOutcome.Invalid, Problem: string.Create(CultureInfo.InvariantCulture, $"请写标题，最多 {Article.TitleMaxLength} 字。"));
        }

        if (page.Articles.Count >= MaxArticles)
        {
            return new Change(PageSaveOutcome.Invalid, Problem: string.Create(CultureInfo.InvariantCulture, $"一个版最多 {MaxArticles} 篇稿件。"));
        }

        var retired = page.Edition.RetiredNumbers.Where(retired => retired.Label.Value == page.Label.Value).Select(retired => retired.Number);
        var number = page.Articles.Select(article => article.Number).Concat(retired).DefaultIfEmpty(0).Max() + 1;
        var last = page.Articles.Select(article => article.Position).DefaultIfEmpty(-1).Max();
        var article = page.AddArticle(number, title, Now);
        article.Position = last + 1;
        article.Body = body;
        article.ChangedBy = by;
        return new Change(PageSaveOutcome.Saved, Acts.ArticleAdded, $"{Name(article)} {title}", Number: number);
    }

    private Change Remove(PrintPage page, int number)
    {
        if (page.Articles.FirstOrDefault(article => article.Number == number) is not { } article)
        {
            return new Change(PageSaveOutcome.Missing);
        }

        if (page.Edition.IsReleased(Now))
        {
            return new Change(PageSaveOutcome.Released);
        }

        var detail = $"{Name(article)} {article.Title}";
        page.Edition.RemoveArticle(article, Now);
        db.Remove(article);
        return new Change(PageSaveOutcome.Saved, Acts.ArticleRemoved, detail);
    }

    private async Task<PageSave> ChangeAsync(PageAddress address, int? version, Func<PrintPage, Change> change, string by, CancellationToken cancellationToken)
    {
        if (await FindAsync(address, cancellationToken) is not { } page)
        {
            return new PageSave(PageSaveOutcome.Missing);
        }

        if (version is { } seen && seen != page.Version)
        {
            return new PageSave(PageSaveOutcome.Conflict);
        }

        if (page.Edition.IsReleased(Now))
        {
            // What a time given in advance released has them not yet; they are those of the order that readers saw first.
            page.Edition.FixOriginalOrdinals();
        }

        var made = change(page);
        if (made.Outcome != PageSaveOutcome.Saved)
        {
            return new PageSave(made.Outcome, made.Outcome == PageSaveOutcome.Unchanged ? page.Version : 0, made.Problem);
        }

        await changes.PageChangedAsync(page, by, made.Act!, made.Detail is { Length: > 400 } detail ? detail[..400] : made.Detail, cancellationToken);

        // Also when only areas changed, or the same person changed it last: two saves must find out about each other.
        db.Entry(page).Property(entity => entity.ChangedBy).IsModified = true;
        return await StoreAsync(page, made.Number, cancellationToken);
    }

    private async Task<PageSave> StoreAsync(PrintPage page, int? number, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return new PageSave(PageSaveOutcome.Saved, page.Version, null, number);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.Discard();
            return new PageSave(PageSaveOutcome.Conflict);
        }
    }

    private async Task<PrintPage?> FindAsync(PageAddress address, CancellationToken cancellationToken)
    {
        var edition = await db.Editions
            .Include(edition => edition.Newspaper)
            .Include(edition => edition.RetiredNumbers)
            .Include(edition => edition.Pages).ThenInclude(page => page.Articles).ThenInclude(article => article.Areas)
            .Where(edition => edition.Newspaper.Code == address.Newspaper && edition.Date == address.Date)
            .AsSplitQuery()
            .SingleOrDefaultAsync(cancellationToken);
        return edition?.Pages.FirstOrDefault(page => page.Label == address.Label);
    }

    private readonly record struct Change(PageSaveOutcome Outcome, string? Act = null, string? Detail = null, string? Problem = null, int? Number = null);
}
