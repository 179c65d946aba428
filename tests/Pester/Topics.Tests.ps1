# What the about_ topics and the tutorial show, typed in one after the other in an empty folder.
Describe 'The examples' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        $name = "$prefix-topic"
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Any, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()

        $path = $env:PATH
        # What a schedule runs must be there. It is taken away again before it runs.
        $bin = New-Item TestDrive:/bin -ItemType Directory
        $null = New-Item "$($bin.FullName)/containerstate" -ItemType SymbolicLink -Value /usr/bin/env
        $env:PATH = "$($bin.FullName):$path"
        foreach ($who in 'AUTHOR', 'COMMITTER') {
            Set-Item "env:GIT_${who}_NAME" Test
            Set-Item "env:GIT_${who}_EMAIL" test@example.org
        }
        Push-Location (New-Item TestDrive:/empty -ItemType Directory)

        # All examples of a page, with a name and a port that nobody else has.
        function Get-Examples([string] $Page, [string] $Word = 'web') {
            $page = Get-Content (Join-Path $PSScriptRoot ../../docs "$Page.md") -Raw
            $blocks = [regex]::Matches($page, '(?s)```powershell\n(.*?)```').ForEach({ $_.Groups[1].Value }) -join "`n"
            [scriptblock]::Create(($blocks -creplace "\b$Word\b", $name -replace '\b8080:8080\b', "${port}:8080" -replace 'localhost:8080\b', "localhost:$port"))
        }
    }

    AfterAll {
        Pop-Location
        $env:PATH = $path
        foreach ($who in 'AUTHOR', 'COMMITTER') { Remove-Item "env:GIT_${who}_NAME", "env:GIT_${who}_EMAIL" }
        Unregister-ServerRebuild $name -ErrorAction Ignore
        Stop-Server "$name*" -Force
    }

    It 'of a repository describe a server' {
        $said = . (Get-Examples en-US/about_ContainerState_Repository)
        ($said | Where-Object { $_.PSObject.Properties['Missing'] }).Complete | Should -BeTrue
        ($said | Where-Object { $_.PSObject.Properties['Component'] -and $_.Path -eq '/srv/www/index.html' }).Component | Should -Contain rootfs
        "./$name.html" | Should -Exist
    }

    It 'of running run it' {
        $said = . (Get-Examples en-US/about_ContainerState_Running)
        $said | Should -Contain "<p>Hello.</p>`n"
        ($said | Where-Object { $_.PSObject.Properties['Checks'] }).Passed | Should -BeTrue
        Get-Server "$name*" | Should -BeNullOrEmpty
    }

    It 'of runbooks roll it out, and go back' {
        $said = . (Get-Examples en-US/about_ContainerState_Runbooks)
        $said | Should -Contain 'exit 0'
        $said[-1].Kind, $said[-1].Outcome | Should -Be Restore, Replaced
        (Invoke-WebRequest "http://localhost:$port/").Content | Should -Be "<p>Hello.</p>`n"
        Get-ServerRebuild $name -Scheduled -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'of the tutorial do the same as its commands' {
        Stop-Server "$name*" -Force
        Push-Location (New-Item TestDrive:/tutorial -ItemType Directory)
        try {
            $said = . (Get-Examples tutorial hello)
            $reports = @($said | Where-Object { $_.PSObject.Properties['Outcome'] })
            $reports.Outcome | Should -Be Replaced, Replaced, Replaced, Replaced, Replaced
            $reports[-1].Kind, $reports[-1].Commit | Should -Be Restore, $reports[0].Commit
            "./$name.html" | Should -Exist
            Get-Server "$name*" | Should -BeNullOrEmpty
        } finally {
            Pop-Location
        }
    }
}
