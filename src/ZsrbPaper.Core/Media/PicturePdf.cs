using System.Globalization;
using System.Text;

namespace ZsrbPaper.Core.Media;

/// <summary>The smallest PDF there is of a JPEG: one page, which the picture fills. The same input gives the same bytes.</summary>
internal static class PicturePdf
{
    /// <param name="jpeg">Three channels, 8 bits.</param>
    /// <param name="pageWidth">In points.</param>
    /// <param name="pageHeight">In points.</param>
    public static byte[] Write(ReadOnlySpan<byte> jpeg, int width, int height, double pageWidth, double pageHeight)
    {
        using var pdf = new MemoryStream(jpeg.Length + 2048);
        var offsets = new List<long>();
        void Line(FormattableString text) => pdf.Write(Encoding.ASCII.GetBytes(FormattableString.Invariant(text) + "\n"));
        void Begin()
        {
            offsets.Add(pdf.Position);
            Line($"{offsets.Count} 0 obj");
        }

        Line($"%PDF-1.4");
        Begin();
        Line($"<< /Type /Catalog /Pages 2 0 R >>\nendobj");
        Begin();
        Line($"<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj");
        Begin();
        Line($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {pageWidth:0.###} {pageHeight:0.###}] /Contents 4 0 R /Resources << /XObject << /Page 5 0 R >> >> >>\nendobj");
        Begin();
        var draw = string.Create(CultureInfo.InvariantCulture, $"{pageWidth:0.###} 0 0 {pageHeight:0.###} 0 0 cm /Page Do");
        Line($"<< /Length {draw.Length} >>\nstream\n{draw}\nendstream\nendobj");
        Begin();
        Line($"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length {jpeg.Length} >>\nstream");
        pdf.Write(jpeg);
        Line($"\nendstream\nendobj");

        var table = pdf.Position;
        Line($"xref\n0 {offsets.Count + 1}\n0000000000 65535 f ");
        foreach (var offset in offsets)
        {
            Line($"{offset:D10} 00000 n ");
        }

        Line($"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF");
        return pdf.ToArray();
    }
}
