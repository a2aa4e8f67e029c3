using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NetVips;

namespace ZsrbPaper.TestSupport.Editions;

/// <summary>Pictures and PDFs that are small and real.</summary>
public static class TinyFiles
{
    /// <summary>Size in pixels of a page's picture.</summary>
    public const int PageWidth = 700;
    public const int PageHeight = 1000;

    /// <summary>A PNG of one light colour with a dark field from 10 to 60 percent of each side; another name, another colour and hash.</summary>
    public static byte[] Png(int width, int height, string name = "") => Picture(width, height, name, ".png");

    public static byte[] Jpeg(int width, int height, string name = "") => Picture(width, height, name, ".jpg");

    /// <summary>A PDF of one page with a line of Latin text.</summary>
    public static byte[] Pdf(string text = "ZsrbPaper")
    {
        var content = $"BT /F1 24 Tf 40 400 Td ({text}) Tj ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PageWidth} {PageHeight}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {content.Length} >>\nstream\n{content}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ];
        var pdf = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        foreach (var (body, index) in objects.Select((body, index) => (body, index)))
        {
            offsets.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{body}\nendobj\n");
        }

        var table = pdf.Length;
        pdf.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        offsets.ForEach(offset => pdf.Append(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n"));
        pdf.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(pdf.ToString());
    }

    private static byte[] Picture(int width, int height, string name, string format)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        double[] colour = [128 + (hash[0] / 2), 128 + (hash[1] / 2), 128 + (hash[2] / 2)];
        using var plain = Image.Black(width, height, 3) + colour;
        using var framed = plain.Mutate(image => image.DrawRect([40, 40, 40], width / 10, height / 10, width / 2, height / 2, fill: true));
        using var picture = framed.Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        return picture.WriteToBuffer(format);
    }
}
