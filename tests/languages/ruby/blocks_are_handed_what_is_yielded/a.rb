class Entry
  def read; end
end

class Archive
  def self.open(path)
    archive = new
    yield archive
  end

  def initialize
    yield self if block_given?
  end

  def each
    yield Entry.new, 1
  end

  def every(&block)
    each(&block)
  end
end

Archive.open("x") { |archive| archive.each { |entry, number| entry.read } }
Archive.new { |archive| archive.every { |entry| entry.read } }
