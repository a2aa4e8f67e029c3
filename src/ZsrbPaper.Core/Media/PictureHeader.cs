using System.Buffers.Binary;

namespace ZsrbPaper.Core.Media;

/// <summary>
/// The size that a picture's header claims. It is read here, from a few bytes, so that a picture of absurd size is refused
/// before a decoder has taken memory for it.
/// </summary>
/// <param name="BytesPerPixel">What one decoded pixel takes.</param>
internal readonly record struct PictureHeader(long Width, long Height, long BytesPerPixel)
{
    /// <summary>Far more than a real file has before its size is told; a crafted one is not walked for minutes.</summary>
    private const int MaximumSegments = 20_000;

    /// <summary>Null when the header is cut off or makes no sense.</summary>
    public static PictureHeader? Read(Stream file, PictureFormat format)
    {
        file.Position = 0;
        try
        {
            return format switch
            {
                PictureFormat.Jpeg => ReadJpeg(file),
                PictureFormat.Png => ReadPng(file),
                PictureFormat.Webp => ReadWebp(file),
                PictureFormat.Tiff => ReadTiff(file),
                _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
            };
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    private static PictureHeader? ReadJpeg(Stream file)
    {
        Span<byte> part = stackalloc byte[6];
        file.Position = 2;
        for (var segment = 0; segment < MaximumSegments; segment++)
        {
            var marker = 0;
            // Between segments only 0xFF may stand, any number of them; decoders skip other bytes, and so does this.
            for (var skipped = 0; skipped < MaximumSegments; skipped++)
            {
                if (ReadByte(file) == 0xFF)
                {
                    do
                    {
                        marker = ReadByte(file);
                    }
                    while (marker == 0xFF);
                    if (marker != 0)
                    {
                        break;
                    }
                }
            }

            if (marker is 0xD9 or 0xDA or 0)
            {
                return null;
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                continue;
            }

            file.ReadExactly(part[..2]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(part);
            if (length < 2)
            {
                return null;
            }

            // SOF0 to SOF15, without DHT, JPG and DAC, which lie between them.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                file.ReadExactly(part);
                return new PictureHeader(BinaryPrimitives.ReadUInt16BigEndian(part[3..]), BinaryPrimitives.ReadUInt16BigEndian(part[1..]), part[5]);
            }

            file.Position += length - 2;
        }

        return null;
    }

    private static PictureHeader? ReadPng(Stream file)
    {
        Span<byte> start = stackalloc byte[26];
        file.ReadExactly(start);
        if (!start[12..16].SequenceEqual("IHDR"u8))
        {
            return null;
        }

        var channels = start[25] switch { 0 => 1, 2 => 3, 3 => 3, 4 => 2, 6 => 4, _ => 0 };
        return channels == 0
            ? null
            : new PictureHeader(
                BinaryPrimitives.ReadUInt32BigEndian(start[16..]), BinaryPrimitives.ReadUInt32BigEndian(start[20..]), channels * (start[24] > 8 ? 2 : 1));
    }

    private static PictureHeader? ReadWebp(Stream file)
    {
        Span<byte> start = stackalloc byte[30];
        file.ReadExactly(start);
        var chunk = start[12..16];
        if (chunk.SequenceEqual("VP8X"u8))
        {
            return new PictureHeader(1 + (BinaryPrimitives.ReadUInt32LittleEndian(start[24..]) & 0xFFFFFF),
                1 + (BinaryPrimitives.ReadUInt32LittleEndian(start[26..]) >> 8), 4);
        }

        if (chunk.SequenceEqual("VP8L"u8) && start[20] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(start[21..]);
            return new PictureHeader(1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF), 4);
        }

        return chunk.SequenceEqual("VP8 "u8) && start[23..26].SequenceEqual<byte>([0x9D, 0x01, 0x2A])
            ? new PictureHeader(BinaryPrimitives.ReadUInt16LittleEndian(start[26..]) & 0x3FFF,
                BinaryPrimitives.ReadUInt16LittleEndian(start[28..]) & 0x3FFF, 3)
            : null;
    }

    /// <summary>TIFF and BigTIFF, either byte order; only the first picture counts.</summary>
    private static PictureHeader? ReadTiff(Stream file)
    {
        Span<byte> part = stackalloc byte[20];
        file.ReadExactly(part[..8]);
        var little = part[0] == 'I';
        var big = UInt16(part[2..], little) == 43;
        long directory;
        if (big)
        {
            file.ReadExactly(part[8..16]);
            directory = Int64(part[8..], little);
        }
        else
        {
            directory = UInt32(part[4..], little);
        }

        if (directory <= 0 || directory >= file.Length)
        {
            return null;
        }

        file.Position = directory;
        file.ReadExactly(part[..(big ? 8 : 2)]);
        var entries = big ? Int64(part, little) : UInt16(part, little);
        if (entries is <= 0 or > MaximumSegments)
        {
            return null;
        }

        long width = 0, height = 0, samples = 1, bits = 1;
        var entryLength = big ? 20 : 12;
        for (var i = 0; i < entries; i++)
        {
            file.Position = directory + (big ? 8 : 2) + (i * entryLength);
            file.ReadExactly(part[..entryLength]);
            var tag = UInt16(part, little);
            if (tag is not (256 or 257 or 258 or 277))
            {
                continue;
            }

            var type = UInt16(part[2..], little);
            var count = big ? Int64(part[4..], little) : UInt32(part[4..], little);
            var value = part[(big ? 12 : 8)..entryLength];
            // A list that does not fit lies elsewhere; only the bits per sample are such a list, and their first is as good as any.
            var fits = count * (type == 3 ? 2 : type == 16 ? 8 : 4) <= value.Length;
            if (!fits)
            {
                file.Position = Math.Max(0, big ? Int64(value, little) : UInt32(value, little));
                file.ReadExactly(value);
            }

            long number = type switch
            {
                1 => value[0],
                3 => UInt16(value, little),
                16 when big => Int64(value, little),
                _ => UInt32(value, little),
            };
            switch (tag)
            {
                case 256:
                    width = number;
                    break;
                case 257:
                    height = number;
                    break;
                case 258:
                    bits = number;
                    break;
                default:
                    samples = number;
                    break;
            }
        }

        // Negative only in BigTIFF, where a size may take 64 bits: then it is as absurd as can be, not small.
        return new PictureHeader(width < 0 ? long.MaxValue : width, height < 0 ? long.MaxValue : height, Math.Max(1, samples) * Math.Max(1, (bits + 7) / 8));
    }

    private static int ReadByte(Stream file)
    {
        var value = file.ReadByte();
        return value >= 0 ? value : throw new EndOfStreamException();
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static long Int64(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : BinaryPrimitives.ReadInt64BigEndian(bytes);
}
