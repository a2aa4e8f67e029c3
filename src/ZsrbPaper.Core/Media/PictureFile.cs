namespace ZsrbPaper.Core.Media;

/// <summary>A picture that has passed inspection.</summary>
/// <param name="Path">Where the file lies now. Where it is gone, or empty, publishers take the original from the store.</param>
/// <param name="Hash">SHA-256 of the bytes, lower-case hexadecimal.</param>
/// <param name="Extension">By content, without dot: jpg, png, webp or tif.</param>
/// <param name="Width">Pixels, after the orientation is applied.</param>
/// <param name="Height">Pixels, after the orientation is applied.</param>
/// <param name="IptcCaption">The caption written into the file, if any, as plain text.</param>
/// <param name="IptcCredit">The credit line, else the photographer, written into the file, if any.</param>
public sealed record PictureFile(
    string Path, string Hash, long Bytes, string Extension, int Width, int Height, string? IptcCaption, string? IptcCredit);

/// <summary>A PDF of one page that has passed inspection.</summary>
/// <param name="Path">Where the file lies now. Where it is gone, or empty, publishers take the original from the store.</param>
/// <param name="Hash">SHA-256 of the bytes, lower-case hexadecimal.</param>
/// <param name="WidthMm">Of the page as it is shown: its crop box, turned.</param>
/// <param name="HeightMm">Of the page as it is shown: its crop box, turned.</param>
public sealed record PdfFile(string Path, string Hash, long Bytes, double WidthMm, double HeightMm);
