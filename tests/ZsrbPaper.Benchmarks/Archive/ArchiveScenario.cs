using System.Globalization;
using System.Net;
using ZsrbPaper.Benchmarks.Generation;

namespace ZsrbPaper.Benchmarks.Archive;

/// <summary>Something that is asked of a portal, at many places of its archive.</summary>
/// <param name="Path">Of an address, given a place.</param>
internal sealed record ArchiveScenario(string Name, Func<ArchivePlace, string> Path)
{
    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    /// <summary>Whether it is asked at the desk, by someone who is signed in.</summary>
    public bool IsOfDesk { get; init; }

    /// <summary>Whether the answer lists the whole archive, and so grows with it: no ratio is aimed at.</summary>
    public bool ListsArchive { get; init; }

    /// <summary>Whether the memory that it takes is measured.</summary>
    public bool MeasuresMemory { get; init; }

    private const string Paper = ArchivePlan.Newspaper;

    /// <summary>What readers, crawlers, programs and editors ask for.</summary>
    public static IReadOnlyList<ArchiveScenario> All { get; } =
    [
        new("newspaper", _ => $"/{Paper}"),
        new("edition overview", place => $"/{Paper}/{place.Day}"),
        new("page", place => $"/{Paper}/{place.Day}/{place.Label}"),
        new("article", place => $"/{Paper}/{place.Day}/{place.Label}/{place.Number}"),
        new("facsimile thumbnail", place => $"/{Paper}/{place.Day}/{place.Label}/facsimile/{place.Facsimile}/thumbnail.jpg"),
        new("calendar: all years", _ => $"/{Paper}/archive") { ListsArchive = true },
        new("calendar: year", place => $"/{Paper}/archive/{place.Date.Year}"),
        new("calendar: month", place => $"/{Paper}/archive/{place.Month}"),
        new("feed: newspaper", _ => $"/{Paper}/atom.xml") { MeasuresMemory = true },
        new("feed: section", _ => $"/{Paper}/sections/{Uri.EscapeDataString(Vocabulary.Sections[2])}/atom.xml") { MeasuresMemory = true },
        new("feed: page label", _ => $"/{Paper}/pages/A03/rss.xml") { MeasuresMemory = true },
        new("sitemap index", _ => "/sitemap.xml") { ListsArchive = true, MeasuresMemory = true },
        new("sitemap: month", place => $"/sitemap-{place.Month}.xml") { MeasuresMemory = true },
        new("sitemap: news", _ => "/sitemap-news.xml") { MeasuresMemory = true },
        new("API: newspapers", _ => "/api/v1/newspapers"),
        new("API: editions, first batch", _ => $"/api/v1/newspapers/{Paper}/editions") { MeasuresMemory = true },
        new("API: editions, deep cursor", place => $"/api/v1/newspapers/{Paper}/editions?cursor={place.Cursor}") { MeasuresMemory = true },
        new("API: edition", place => $"/api/v1/newspapers/{Paper}/editions/{place.Day}"),
        new("API: article", place => $"/api/v1/newspapers/{Paper}/editions/{place.Day}/pages/{place.Label}/articles/{place.Number}"),
        new("IIIF: months", _ => $"/iiif/{Paper}/collection.json") { ListsArchive = true },
        new("IIIF: month", place => $"/iiif/{Paper}/{place.Month}/collection.json"),
        new("IIIF: manifest", place => $"/iiif/{Paper}/{place.Day}/manifest.json"),
        new("desk: editions", place => $"/admin/{Paper}?month={place.Month}") { IsOfDesk = true },
        new("desk: edition", place => $"/admin/{Paper}/{place.Day}") { IsOfDesk = true },
        new("no such edition", _ => $"/{Paper}/1800-01-01") { Status = HttpStatusCode.NotFound },
    ];

    /// <summary>What a table of old addresses could cost.</summary>
    public static IReadOnlyList<ArchiveScenario> OfOldAddresses { get; } =
    [
        new("unknown address", place => $"/html/{place.Month}/{place.Date.Day:00}/content_0{place.Ordinal}.htm") { Status = HttpStatusCode.NotFound },
        new("article", place => $"/{Paper}/{place.Day}/{place.Label}/{place.Number}"),
    ];
}

/// <summary>A place of an archive: an article of an edition.</summary>
/// <param name="Facsimile">The version that all pages share.</param>
internal sealed record ArchivePlace(DateOnly Date, string Label, int Number, int Ordinal, string Facsimile)
{
    public string Day => Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public string Month => Date.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>As the API gives it out for the batch of editions before this date.</summary>
    public string Cursor => System.Buffers.Text.Base64Url.EncodeToString(
        System.Text.Encoding.ASCII.GetBytes(Date.ToString("'before'yyyyMMdd", CultureInfo.InvariantCulture)));

    /// <summary>A place anywhere in the archive, but not in its first month, before which there is nothing.</summary>
    public static ArchivePlace Choose(ArchivePlan plan, string facsimile, ref Dice dice)
    {
        var index = 31 + dice.Next(plan.Editions - 31);
        var (from, to) = plan.ArticlesOf(index);
        var ordinal = from + dice.Next(to - from);
        var date = plan.DateOf(index);
        return new ArchivePlace(date, EditionComposer.LabelOf(date, plan.PageOf(index, ordinal)), plan.NumberOf(index, ordinal), ordinal, facsimile);
    }
}
