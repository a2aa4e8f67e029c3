using System.Diagnostics;
using System.Runtime.InteropServices;
using NetVips;

namespace ZsrbPaper.Benchmarks.Importing;

/// <summary>An article as it is printed: a band of the page, its photo at the right.</summary>
/// <param name="Photo">A JPEG file; null without one.</param>
internal sealed record PrintedArticle(string Title, string Text, string? Photo);

/// <summary>
/// Sets a broadsheet page as its print PDF: some six thousand characters in embedded subsets of two fonts, photos at 300 dots per inch as JPEG.
/// </summary>
internal static class PagePainter
{
    /// <summary>Of the page, in points: 390 by 540 mm.</summary>
    private const double Width = 1105.5;
    private const double Height = 1530.7;
    private const double Margin = 40;
    private const double Head = 90;
    private const double TitleSize = 30;
    private const double TitleHeight = 46;
    private const double TextSize = 9;
    private const double LinePitch = 12.6;
    private const int Columns = 5;
    private const int PhotoColumns = 2;
    private const double ColumnWidth = (Width - (2 * Margin)) / Columns;
    private const int LineCharacters = (int)((ColumnWidth - 10) / TextSize);
    private const double DotsPerPoint = 300 / 72.0;
    private const double BandHeight = (Height - Head - Margin) / PackagePlan.ArticlesPerPage;
    private const int Lines = (int)((BandHeight - TitleHeight - 10) / LinePitch);
    private const string HeadFont = "Noto Sans CJK SC";
    private const string TextFont = "Noto Serif CJK SC";

    /// <summary>How many characters of an article its band has place for.</summary>
    public static int CapacityOf(bool hasPhoto) => (hasPhoto ? Columns - PhotoColumns : Columns) * Lines * LineCharacters;

    /// <summary>The band of an article in percent of the page.</summary>
    public static (double Left, double Top, double Right, double Bottom) BandOf(int article) =>
        (Margin / Width * 100, TopOf(article) / Height * 100, 100 - (Margin / Width * 100), (TopOf(article) + BandHeight - 4) / Height * 100);

    /// <exception cref="InvalidOperationException">The fonts are missing, or the file cannot be written.</exception>
    public static void Paint(string file, DateOnly date, string head, IReadOnlyList<PrintedArticle> articles)
    {
        var surface = Cairo.CreatePdf(file, Width, Height);
        Cairo.SetMetadata(surface, Cairo.CreationDate, $"{date:yyyy-MM-dd}T00:00:00Z");
        var context = Cairo.Create(surface);
        var photos = new List<byte[]>();
        try
        {
            Cairo.SetColour(context, 0.7, 0.1, 0.1);
            Cairo.Rectangle(context, Margin, Head - 20, Width - (2 * Margin), 3);
            Cairo.Fill(context);
            Show(context, HeadFont, 36, Margin, Head - 32, head);
            Cairo.SetColour(context, 0, 0, 0);
            for (var i = 0; i < articles.Count; i++)
            {
                PaintArticle(context, TopOf(i), articles[i], photos);
            }

            Cairo.Finish(surface);
            if (Cairo.StatusOf(surface) is not 0 and var status)
            {
                throw new InvalidOperationException($"cairo cannot write {file}: status {status}");
            }
        }
        finally
        {
            Cairo.Destroy(context);
            Cairo.DestroySurface(surface);
            GC.KeepAlive(photos);
        }
    }

    /// <exception cref="InvalidOperationException">A font is missing.</exception>
    public static async Task RequireFontsAsync(CancellationToken cancellationToken)
    {
        foreach (var font in (string[])[HeadFont, TextFont])
        {
            using var list = Process.Start(new ProcessStartInfo("fc-list", [font]) { RedirectStandardOutput = true })!;
            if ((await list.StandardOutput.ReadToEndAsync(cancellationToken)).Length == 0)
            {
                throw new InvalidOperationException($"The pages are set in {font}, which is not there (Debian, Ubuntu: apt-get install fonts-noto-cjk fontconfig).");
            }
        }
    }

    private static double TopOf(int article) => Head + (article * BandHeight);

    private static void PaintArticle(nint context, double top, PrintedArticle article, List<byte[]> photos)
    {
        Show(context, HeadFont, TitleSize, Margin, top + TitleSize, article.Title, Cairo.Bold);
        Cairo.SelectFont(context, TextFont, 0, 0);
        Cairo.SetFontSize(context, TextSize);
        var columns = article.Photo is null ? Columns : Columns - PhotoColumns;
        var text = article.Text.ReplaceLineEndings("");
        for (var line = 0; line < columns * Lines && line * LineCharacters < text.Length; line++)
        {
            var from = line * LineCharacters;
            Cairo.MoveTo(context, Margin + (line / Lines * ColumnWidth), top + TitleHeight + (line % Lines * LinePitch) + TextSize);
            Cairo.ShowText(context, text[from..Math.Min(text.Length, from + LineCharacters)]);
        }

        if (article.Photo is { } photo)
        {
            PaintPhoto(context, Margin + (columns * ColumnWidth), top + TitleHeight, (PhotoColumns * ColumnWidth) - 4, Lines * LinePitch, photo, photos);
        }
    }

    private static void PaintPhoto(nint context, double x, double y, double width, double height, string file, List<byte[]> kept)
    {
        var (across, down) = ((int)(width * DotsPerPoint), (int)(height * DotsPerPoint));
        using var picture = Image.Thumbnail(file, across, height: down, crop: Enums.Interesting.Centre);
        var encoded = picture.JpegsaveBuffer(q: 90);

        // Where it is pinned cairo can read it until the page is finished.
        var jpeg = GC.AllocateUninitializedArray<byte>(encoded.Length, pinned: true);
        encoded.CopyTo(jpeg, 0);
        kept.Add(jpeg);
        var image = Cairo.CreateImage(Cairo.Rgb24, picture.Width, picture.Height);
        _ = Cairo.SetMimeData(image, "image/jpeg", Marshal.UnsafeAddrOfPinnedArrayElement(jpeg, 0), (nuint)jpeg.Length, 0, 0);
        Cairo.Save(context);
        Cairo.Translate(context, x, y);
        Cairo.Scale(context, width / across, height / down);
        Cairo.SetSource(context, image, 0, 0);
        Cairo.Paint(context);
        Cairo.Restore(context);
        Cairo.DestroySurface(image);
    }

    private static void Show(nint context, string font, double size, double x, double y, string text, int weight = 0)
    {
        Cairo.SelectFont(context, font, 0, weight);
        Cairo.SetFontSize(context, size);
        Cairo.MoveTo(context, x, y);
        Cairo.ShowText(context, text);
    }
}
