using System.Buffers.Binary;
using System.Text;

namespace ZsrbPaper.Core.Packages;

/// <summary>
/// A first look at a zip's central directory, in constant memory: how many entries it really lists, and in which encoding
/// their names are. <see cref="System.IO.Compression.ZipArchive"/> would build an object for each of a million entries
/// before anyone could count them.
/// </summary>
internal sealed record ZipDirectory(int Entries, Encoding NamesEncoding)
{
    private const uint EndSignature = 0x06054b50;
    private const uint Zip64LocatorSignature = 0x07064b50;
    private const uint Zip64EndSignature = 0x06064b50;
    private const uint EntrySignature = 0x02014b50;
    private const int EndLength = 22;
    private const int Zip64LocatorLength = 20;
    private const int EntryLength = 46;
    private const int Utf8Flag = 1 << 11;

    /// <param name="file">The zip; left at its start.</param>
    /// <param name="most">Counting stops one past this.</param>
    /// <exception cref="InvalidDataException">This is no zip.</exception>
    public static ZipDirectory Read(Stream file, int most)
    {
        var names = new NameGuess();
        var count = 0;

        file.Position = FindDirectory(file);
        var reader = new BufferedReader(file);
        Span<byte> header = stackalloc byte[EntryLength];
        var name = new byte[ushort.MaxValue];
        while (count <= most && reader.TryRead(header) && BinaryPrimitives.ReadUInt32LittleEndian(header) == EntrySignature)
        {
            count++;
            var flags = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
            var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            var rest = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
            if (!reader.TryRead(name.AsSpan(0, nameLength)) || !reader.TrySkip(rest))
            {
                throw new InvalidDataException("The central directory is cut off.");
            }

            if ((flags & Utf8Flag) == 0)
            {
                names.Add(name.AsSpan(0, nameLength));
            }
        }

        file.Position = 0;
        return new ZipDirectory(count, names.Encoding);
    }

    private static long FindDirectory(Stream file)
    {
        var tail = new byte[(int)Math.Min(file.Length, Zip64LocatorLength + EndLength + ushort.MaxValue)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) != EndSignature)
            {
                continue;
            }

            long start = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16));
            var disk = BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 4));
            var entries = BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 10));

            // Exactly when ZipArchive looks there, or it would read another directory than the one that was counted.
            if ((start == uint.MaxValue || disk == ushort.MaxValue || entries == ushort.MaxValue) && at >= Zip64LocatorLength
                && BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at - Zip64LocatorLength)) == Zip64LocatorSignature)
            {
                var end = new byte[56];
                file.Position = Within(file, BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(at - 12)));
                file.ReadExactly(end);
                if (BinaryPrimitives.ReadUInt32LittleEndian(end) != Zip64EndSignature)
                {
                    break;
                }

                start = BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(48));
            }

            return Within(file, start);
        }

        throw new InvalidDataException("There is no central directory.");
    }

    private static long Within(Stream file, long position) =>
        position >= 0 && position <= file.Length ? position : throw new InvalidDataException("The central directory lies outside the file.");

    /// <summary>
    /// Tells GBK, which Chinese Windows writes without saying so, from UTF-8, which other programs write without saying so.
    /// A name that is no UTF-8 decides, or one with a character of three bytes or more. What is left are short names like
    /// 图片, whose GBK bytes are UTF-8 by chance, as signs that no one puts side by side: only accented Latin is believed.
    /// </summary>
    private sealed class NameGuess
    {
        private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
        private bool _invalid;
        private bool _long;
        private bool _strange;

        public Encoding Encoding => _invalid || (_strange && !_long) ? Encoding.GetEncoding("GB18030") : new UTF8Encoding(false);

        public void Add(ReadOnlySpan<byte> name)
        {
            try
            {
                foreach (var character in StrictUtf8.GetString(name))
                {
                    _long |= character >= '\u0800';
                    _strange |= character is (>= '\u0080' and < '\u00C0') or (>= '\u0180' and < '\u0300') or (>= '\u0370' and < '\u0800');
                }
            }
            catch (DecoderFallbackException)
            {
                _invalid = true;
            }
        }
    }

    /// <summary>Buffers reads of a stream that it does not own.</summary>
    private sealed class BufferedReader(Stream stream)
    {
        private readonly byte[] _buffer = new byte[1 << 16];
        private int _at;
        private int _length;

        public bool TryRead(Span<byte> target)
        {
            while (target.Length > 0)
            {
                if (!Fill())
                {
                    return false;
                }

                var part = Math.Min(target.Length, _length - _at);
                _buffer.AsSpan(_at, part).CopyTo(target);
                target = target[part..];
                _at += part;
            }

            return true;
        }

        public bool TrySkip(int bytes)
        {
            while (bytes > 0)
            {
                if (!Fill())
                {
                    return false;
                }

                var part = Math.Min(bytes, _length - _at);
                _at += part;
                bytes -= part;
            }

            return true;
        }

        private bool Fill()
        {
            if (_at == _length)
            {
                _at = 0;
                _length = stream.Read(_buffer);
            }

            return _length > 0;
        }
    }
}

/// <summary>The checksum of zip files. ZipArchive keeps it but does not compare it when reading.</summary>
internal sealed class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(index =>
    {
        var value = (uint)index;
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
        }

        return value;
    })];

    private uint _state = uint.MaxValue;

    public uint Value => ~_state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            _state = Table[(byte)(_state ^ value)] ^ (_state >> 8);
        }
    }
}
