using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ZsrbPaper.Benchmarks.Generation;

namespace ZsrbPaper.Benchmarks.Importing;

/// <summary>How large an edition is. Sixteen pages have 80 articles and 60 photos.</summary>
internal sealed record PackagePlan(int Seed, int Pages)
{
    public const int ArticlesPerPage = 5;

    public int Articles => Pages * ArticlesPerPage;

    public int Photos => Enumerable.Range(0, Articles).Count(HasPhoto);

    /// <summary>Three articles of four have a photo.</summary>
    public static bool HasPhoto(int article) => article % 4 != 3;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pages} pages as PDF, {Articles} articles, {Photos} photos");
}

/// <summary>
/// Writes packages of editions. The first is made once and kept; the others are copies of it whose files differ in a comment, so that the portal
/// has never seen them and has the same work with each.
/// </summary>
internal sealed class PackageGenerator(PackagePlan plan, string folder)
{
    private static readonly DateOnly _first = new(2024, 3, 1);
    private static readonly JsonSerializerOptions _json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The first edition's package.</summary>
    public string First { get; } = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"package-{plan.Seed}-{plan.Pages}"));

    /// <summary>The newspaper's file.</summary>
    public string Newspaper { get; } = Path.Combine(folder, "newspaper.yaml");

    /// <summary>Makes the first edition where it is missing.</summary>
    /// <exception cref="InvalidOperationException">Fonts are missing.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Newspaper, $"code: {ArchivePlan.Newspaper}\nname: 百年日报\n", cancellationToken);
        if (Directory.Exists(First))
        {
            return;
        }

        await PagePainter.RequireFontsAsync(cancellationToken);
        await Console.Error.WriteLineAsync($"Making {plan} …");

        // Under another name until it is whole.
        var unfinished = First + ".unfinished";
        Directory.CreateDirectory(unfinished);
        using (var photos = new CameraPhotos(plan.Seed))
        {
            for (var page = 0; page < plan.Pages; page++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                WritePage(Path.Combine(unfinished, EditionComposer.LabelOf(_first, page)), page, photos);
            }
        }

        WriteEdition(unfinished, _first);
        Directory.Move(unfinished, First);
    }

    /// <summary>Writes a later edition's package.</summary>
    /// <param name="days">After the first.</param>
    /// <param name="target">Its folder.</param>
    public void WriteLater(int days, string target)
    {
        var date = _first.AddDays(days);
        foreach (var file in Directory.EnumerateFiles(First, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(First, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            var note = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            switch (Path.GetExtension(file))
            {
                case ".jpg":
                    File.WriteAllBytes(copy, WithComment(File.ReadAllBytes(file), note));
                    break;
                case ".pdf":
                    File.WriteAllBytes(copy, [.. File.ReadAllBytes(file), .. Encoding.ASCII.GetBytes($"% {note}\n")]);
                    break;
                default:
                    File.Copy(file, copy, overwrite: true);
                    break;
            }
        }

        WriteEdition(target, date);
    }

    private void WritePage(string target, int page, CameraPhotos photos)
    {
        Directory.CreateDirectory(target);
        var printed = new List<PrintedArticle>();
        for (var i = 0; i < PackagePlan.ArticlesPerPage; i++)
        {
            var ordinal = (page * PackagePlan.ArticlesPerPage) + i;
            var dice = Dice.For((ulong)plan.Seed, ordinal);
            var photo = PackagePlan.HasPhoto(ordinal) ? $"photo-{i + 1}.jpg" : null;
            var title = TextComposer.Title(ref dice);
            var reporter = Vocabulary.People.Next(ref dice);
            var body = TextComposer.Body($"本报讯（记者 {reporter}）", PagePainter.CapacityOf(photo is not null), [], ref dice);
            var (left, top, right, bottom) = PagePainter.BandOf(i);
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"---\nkicker: {Quoted(TextComposer.Kicker(ref dice))}\ntitle: {Quoted(title)}\nreporters: [{Quoted(reporter)}]\nsource: 百年日报\n");
            text.Append(CultureInfo.InvariantCulture, $"areas:\n  - [[{left:0.##}, {top:0.##}], [{right:0.##}, {top:0.##}], [{right:0.##}, {bottom:0.##}], [{left:0.##}, {bottom:0.##}]]\n");
            if (photo is not null)
            {
                photos.Write(Path.Combine(target, photo), ref dice);
                text.Append(CultureInfo.InvariantCulture, $"photos:\n  - file: {photo}\n    caption: {Quoted(TextComposer.Caption(ref dice))}\n    credit: {Quoted(reporter + " 摄")}\n");
            }

            File.WriteAllText(Path.Combine(target, string.Create(CultureInfo.InvariantCulture, $"{i + 1}.md")), text.Append("---\n").Append(body).Append('\n').ToString());
            printed.Add(new PrintedArticle(title, body, photo is null ? null : Path.Combine(target, photo)));
        }

        PagePainter.Paint(Path.Combine(target, "page.pdf"), _first, $"{Path.GetFileName(target)} {SectionOf(page)}", printed);
    }

    private void WriteEdition(string target, DateOnly date)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"newspaper: {ArchivePlan.Newspaper}\ndate: {date:yyyy-MM-dd}\npages:\n");
        for (var page = 0; page < plan.Pages; page++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - label: {EditionComposer.LabelOf(_first, page)}\n    section: {SectionOf(page)}\n");
        }

        File.WriteAllText(Path.Combine(target, "edition.yaml"), text.ToString());
    }

    private static string SectionOf(int page) => Vocabulary.Sections[page % Vocabulary.Sections.Count];

    /// <summary>JSON's strings are YAML's too.</summary>
    private static string Quoted(string text) => JsonSerializer.Serialize(text, _json);

    /// <summary>A JPEG with a comment behind its first segment, which is JFIF's.</summary>
    private static byte[] WithComment(byte[] jpeg, string comment)
    {
        var at = 4 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(4));
        return [.. jpeg.AsSpan(0, at), 0xFF, 0xFE, 0, (byte)(comment.Length + 2), .. Encoding.ASCII.GetBytes(comment), .. jpeg.AsSpan(at)];
    }
}
